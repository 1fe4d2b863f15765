package drills;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardedKubernetes;
import firedrill.guard.KubeconfigReader;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The administrator's kubeconfig as an operator keeps it, and what it opens. */
final class SavedKubeconfig {

  private static final String NAMESPACE = "kube-system";
  private static final YAMLMapper YAML = new YAMLMapper();

  private final LocalStorageLab lab;
  private final Path file;

  /**
   * @param file not among the evidence
   */
  SavedKubeconfig(LocalStorageLab lab, Path file) {
    this.lab = lab;
    this.file = file;
  }

  void save() throws IOException {
    Files.writeString(file, lab.platform().kubeconfig());
  }

  void lose() throws IOException {
    Files.delete(file);
  }

  /** The file is there, and its login has been withdrawn. */
  void withdraw() throws IOException {
    ObjectNode root = (ObjectNode) YAML.readTree(Files.readString(file));
    ((ObjectNode) root.path("users").path(0)).putObject("user").put("token", "withdrawn");
    Files.writeString(file, YAML.writeValueAsString(root));
  }

  /** With it, and nothing else, the cluster that it names is asked for what administrators may. */
  Observation opens() throws IOException {
    if (!Files.exists(file)) {
      return Observation.notYet("no kubeconfig is saved");
    }
    String text = Files.readString(file);
    Platform platform = lab.platform();
    String wanted = identity(platform.kubernetes());
    try (KubernetesClient with =
        new GuardedKubernetes(
                platform.guard(),
                new KubeconfigReader(platform.guard(), lab.directory())
                    .parse(text, YAML.readTree(text).path("current-context").asText()))
            .admin()) {
      String found = identity(with);
      int secrets = with.secrets().inNamespace(NAMESPACE).list().getItems().size();
      return Observation.of(
          found.equals(wanted),
          "with the saved kubeconfig cluster %s shows %d secrets of %s; this one is %s"
              .formatted(found, secrets, NAMESPACE, wanted));
    } catch (GuardRefusal e) {
      return Observation.notYet("it is none of this cluster: " + e.getMessage());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 401 || e.getCode() == 403) {
        return Observation.notYet("the cluster answers " + e.getCode() + " to it");
      }
      throw e;
    }
  }

  /** No other cluster has it. */
  private static String identity(KubernetesClient client) {
    return client.namespaces().withName(NAMESPACE).require().getMetadata().getUid();
  }
}
