package firedrill.component.vso;

import firedrill.component.Component;
import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Vault Secrets Operator, and what it says of the one dynamic secret the ERP depends on. */
public final class Vso {

  public static final String NAMESPACE = "vault-secrets-operator";

  /** Its name in the catalogue of programs. */
  static final String PROGRAM = "vault-secrets-operator";

  private static final ResourceDefinitionContext DYNAMIC_SECRETS =
      context("VaultDynamicSecret", "vaultdynamicsecrets");
  private static final ResourceDefinitionContext CONNECTIONS =
      context("VaultConnection", "vaultconnections");

  private final Platform platform;

  public Vso(Platform platform) {
    this.platform = platform;
  }

  /** As a part of a lab. */
  public static Component<Vso> component() {
    return new VsoComponent();
  }

  /** Definitions and ClusterRole of the version that runs, then the Deployment. */
  public void install(Manifests manifests) {
    Path upstream = platform.assets(PROGRAM);
    for (Path file : yaml(upstream.resolve("chart/crds"))) {
      manifests.applyFile(file);
    }
    manifests.applyFile(upstream.resolve("config/rbac/role.yaml"));
    manifests.apply("vso.yaml");
  }

  /** Whether the operator's Deployment is available. */
  public boolean isReady() {
    var d = kubernetes().apps().deployments().inNamespace(NAMESPACE).withName(NAMESPACE).get();
    return d != null
        && d.getStatus() != null
        && d.getStatus().getReadyReplicas() != null
        && d.getStatus().getReadyReplicas() > 0;
  }

  /** What the operator says of the ERP's database secret right now. */
  public DynamicSecretStatus secret() {
    GenericKubernetesResource r =
        kubernetes()
            .genericKubernetesResources(DYNAMIC_SECRETS)
            .inNamespace("erp")
            .withName("erp-db")
            .get();
    return DynamicSecretStatus.of(r);
  }

  /** Whether its VaultConnection claims to be valid. */
  public boolean connectionValid() {
    GenericKubernetesResource r =
        kubernetes()
            .genericKubernetesResources(CONNECTIONS)
            .inNamespace("erp")
            .withName("vault")
            .get();
    return r != null && Boolean.TRUE.equals(r.get("status", "valid"));
  }

  /** Reasons of the warnings VSO has emitted about the ERP's secret, each once. */
  public Set<String> complaints() {
    return kubernetes().v1().events().inNamespace("erp").list().getItems().stream()
        .filter(e -> "VaultDynamicSecret".equals(e.getInvolvedObject().getKind()))
        .filter(e -> "Warning".equals(e.getType()))
        .map(Event::getReason)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What an operator does when the secret is stuck: any change of a label forces a sync. */
  public void kick(String reason) {
    kubernetes()
        .genericKubernetesResources(DYNAMIC_SECRETS)
        .inNamespace("erp")
        .withName("erp-db")
        // As kubectl label does it: whoever else writes to it meanwhile is no hindrance.
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"firedrill/kick\":\"" + reason + "\"}}}");
  }

  public void scale(int replicas) {
    kubernetes().apps().deployments().inNamespace(NAMESPACE).withName(NAMESPACE).scale(replicas);
  }

  /** Deletes the operator's pod; its Deployment makes a new one, with an empty client cache. */
  public void restart() {
    kubernetes().pods().inNamespace(NAMESPACE).withLabel("app", NAMESPACE).delete();
  }

  private KubernetesClient kubernetes() {
    return platform.kubernetes();
  }

  private static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("secrets.hashicorp.com")
        .withVersion("v1beta1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  private static List<Path> yaml(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "VSO's manifests are not in "
              + directory
              + "; delete that folder so that they are fetched again",
          e);
    }
  }
}
