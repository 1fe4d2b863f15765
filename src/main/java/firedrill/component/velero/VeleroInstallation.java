package firedrill.component.velero;

import static java.nio.charset.StandardCharsets.UTF_8;

import firedrill.component.Site;
import firedrill.component.manifest.Manifests;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What {@code velero install} does, in whichever cluster the lab has at that time. */
final class VeleroInstallation {

  static final String PROGRAM = "velero";

  /** Velero looks for it by this name (velero 1.18, pkg/nodeagent/node_agent.go). */
  private static final String NODE_AGENT = "node-agent";

  private static final String CREDENTIALS = "cloud-credentials";
  private static final String KEY = "cloud";
  private static final Duration CALL = Duration.ofSeconds(20);

  private final Site site;
  private final Minio store;
  private final boolean nodeAgent;

  VeleroInstallation(Site site, Minio store, boolean nodeAgent) {
    this.site = site;
    this.store = store;
    this.nodeAgent = nodeAgent;
  }

  /** Of the cluster that there is now. */
  KubernetesClient client() {
    return site.platform().kubernetes();
  }

  Manifests manifests() {
    return site.manifests();
  }

  /** Of the store, by its root's login; the caller closes it. */
  ObjectClient objects() {
    return store.client(store.hosts().get(0), CALL);
  }

  void await(String what, Callable<Boolean> condition) {
    site.await(what, condition);
  }

  /** Definitions, credentials, location and server; returns before the server answers. */
  void install(SecretFile login) throws IOException {
    Manifests manifests = manifests();
    for (Path definition : definitions(site.platform().assets(PROGRAM))) {
      manifests.applyFile(definition);
    }
    await("Velero's definitions are served", this::isEstablished);
    credentials(login);
    manifests.apply(
        "velero.yaml",
        text ->
            text.replace("BUCKET", Velero.BUCKET)
                .replace("ENDPOINT", "http://" + Minio.authority(store.hosts().get(0))));
    if (nodeAgent) {
      manifests.apply("velero-node-agent.yaml");
    }
  }

  /** Whether each node of the cluster has one that is ready, where there are to be any. */
  boolean hasNodeAgents() {
    if (!nodeAgent) {
      return true;
    }
    DaemonSet agents =
        client().apps().daemonSets().inNamespace(Velero.NAMESPACE).withName(NODE_AGENT).get();
    return agents != null
        && agents.getStatus() != null
        && Integer.valueOf(client().nodes().list().getItems().size())
            .equals(agents.getStatus().getNumberReady());
  }

  /** Only then does the API server take resources of these kinds. */
  private boolean isEstablished() {
    return client().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(d -> d.getSpec().getGroup().equals("velero.io"))
        .allMatch(VeleroInstallation::isEstablished);
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    // One that has just been made has a status that is empty.
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static List<Path> definitions(Path assets) throws IOException {
    try (Stream<Path> files = Files.walk(assets.resolve("config/crd"))) {
      return files
          .filter(f -> f.getParent().endsWith("bases") && f.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  /** As {@code --secret-file}. */
  private void credentials(SecretFile login) {
    client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Velero.NAMESPACE)
                .endMetadata()
                .build())
        .createOr(there -> there.update());
    client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(CREDENTIALS)
                .withNamespace(Velero.NAMESPACE)
                .endMetadata()
                .withStringData(Map.of(KEY, login.text()))
                .build())
        .createOr(there -> there.update());
  }

  /**
   * As {@code kubectl get secret} tells it.
   *
   * @throws io.fabric8.kubernetes.client.ResourceNotFoundException where Velero is not installed
   */
  SecretFile credentials() {
    String encoded =
        client()
            .secrets()
            .inNamespace(Velero.NAMESPACE)
            .withName(CREDENTIALS)
            .require()
            .getData()
            .get(KEY);
    return new SecretFile(new String(Base64.getDecoder().decode(encoded), UTF_8));
  }
}
