package firedrill.fault;

import firedrill.component.longhorn.Installation;
import firedrill.component.longhorn.Longhorn;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.function.Supplier;

/**
 * Longhorn's custom resource definitions are deleted, finalizers stripped, as upstream's page on
 * problems with an uninstallation tells: nobody cleans up, and the replicas' directories stay.
 */
public final class LonghornDefinitionsWiped implements Fault {

  private final Longhorn longhorn;
  private final KubernetesClient client;
  private final Supplier<List<String>> directories;

  /**
   * @param directories replica directories on all nodes, for the witness
   */
  public LonghornDefinitionsWiped(
      Longhorn longhorn, KubernetesClient client, Supplier<List<String>> directories) {
    this.longhorn = longhorn;
    this.client = client;
    this.directories = directories;
  }

  @Override
  public String name() {
    return "longhorn-definitions-wiped";
  }

  @Override
  public String target() {
    return Longhorn.NAMESPACE;
  }

  @Override
  public Undo undo() {
    return Reinstallation.of(
        longhorn, "install Longhorn again; its volumes come back only by recovery");
  }

  @Override
  public void inject() {
    Installation installed = longhorn.installation();
    installed.deleteManagers();
    installed.deleteWebhookConfigurations();
    installed.wipeCustomResources();
    installed.deleteDefinitions();
    installed.deleteNamespace();
  }

  @Override
  public Witness witness() {
    return () -> {
      boolean none =
          client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
              .noneMatch(d -> d.getSpec().getGroup().equals("longhorn.io"));
      List<String> left = directories.get();
      return Evidence.of(
          none && !left.isEmpty(),
          (none ? "no definition of longhorn.io is left" : "definitions of longhorn.io are left")
              + "; "
              + left.size()
              + " replica directories still lie on the nodes: "
              + left);
    };
  }
}
