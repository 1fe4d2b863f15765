package firedrill.component.velero;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.component.kubernetes.Kubernetes.Nodes;
import firedrill.component.manifest.Manifests;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.guard.MinioLogin;
import firedrill.sandbox.Node;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Reality;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Up when its location is available: the server runs, and its plugin reaches the store. */
final class VeleroComponent implements Component<Velero> {

  private static final String SERVER = "velero";
  private static final String PLUGIN = "velero-plugin-for-aws";
  private static final Duration CALL = Duration.ofSeconds(20);

  @Override
  public String name() {
    return SERVER;
  }

  @Override
  public Class<Velero> type() {
    return Velero.class;
  }

  @Override
  public Set<String> programs() {
    return Set.of(SERVER, PLUGIN);
  }

  @Override
  public Set<Class<?>> needs() {
    return Set.of(Platform.class, Nodes.class, Minio.class);
  }

  @Override
  public Velero start(Site site) throws IOException {
    Minio store = site.get(Minio.class);
    Node host = store.hosts().get(0);
    try (ObjectClient client = store.client(host, CALL)) {
      client.makeBucket(Velero.BUCKET).orThrow("make the bucket " + Velero.BUCKET);
    }
    Manifests manifests = site.manifests();
    for (Path definition : definitions(site.platform().assets(SERVER))) {
      manifests.applyFile(definition);
    }
    site.await("Velero's definitions are served", () -> isEstablished(site.platform()));
    credentials(site.platform().kubernetes(), store.login());
    manifests.apply(
        "velero.yaml",
        text ->
            text.replace("BUCKET", Velero.BUCKET)
                .replace("ENDPOINT", "http://" + Minio.authority(host)));
    Velero velero = new Velero(site.platform().kubernetes());
    site.await("Velero's location is available", () -> velero.locationPhase().equals("Available"));
    return velero;
  }

  /** Only then does the API server take resources of these kinds. */
  private static boolean isEstablished(Platform platform) {
    return platform
        .kubernetes()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .list()
        .getItems()
        .stream()
        .filter(d -> d.getSpec().getGroup().equals("velero.io"))
        .allMatch(VeleroComponent::isEstablished);
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition.getStatus() != null
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

  /** As {@code --secret-file}: a file of AWS' own form. */
  private static void credentials(KubernetesClient client, MinioLogin login) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Velero.NAMESPACE)
                .endMetadata()
                .build())
        .createOr(there -> there.update());
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("cloud-credentials")
                .withNamespace(Velero.NAMESPACE)
                .endMetadata()
                .withStringData(
                    Map.of(
                        "cloud",
                        "[default]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                            .formatted(login.accessKey(), login.secretKey())))
                .build())
        .create();
  }

  @Override
  public List<Reality> reality() {
    return List.of(Reality.real(SERVER), Reality.real(PLUGIN));
  }
}
