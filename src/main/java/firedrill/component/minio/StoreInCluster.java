package firedrill.component.minio;

import firedrill.component.Component;
import firedrill.component.Site;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedMinio;
import firedrill.guard.MinioLogin;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** MinIO as StatefulSets of the cluster, from one of two manifests; at the start there is none. */
public final class StoreInCluster {

  /** As the document prints it. */
  public static final String AS_PRINTED = "minio-document.yaml";

  public static final String CORRECTED = "minio-corrected.yaml";

  /** The one that the manifests name. */
  public static final String NAMESPACE = "storage";

  private static final String SERVICE = "minio";
  private static final String SECRET = "minio-credentials";
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Site site;
  private final MinioLogin root = MinioLogin.fresh();
  private final GuardedHttp http;

  StoreInCluster(Site site) {
    this.site = site;
    this.http = new GuardedHttp(site.guard(), CONNECT);
  }

  public static Component<StoreInCluster> component() {
    return new StoreInClusterComponent();
  }

  private KubernetesClient client() {
    return site.platform().kubernetes();
  }

  /**
   * Applies one of the manifests.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with the API server's answer
   */
  public void apply(String manifest) {
    site.manifests().apply(manifest);
  }

  /** The namespace, which the document's manifest needs and does not have. */
  public void makeNamespace() {
    client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
  }

  /** The Secret that the manifests name and do not have. */
  public void makeLogin() {
    client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withStringData(
                    Map.of("root-user", root.accessKey(), "root-password", root.secretKey()))
                .build())
        .serverSideApply();
  }

  /** Everything of it is gone, claims too. */
  public void remove() {
    client().apps().statefulSets().inNamespace(NAMESPACE).delete();
    client().services().inNamespace(NAMESPACE).delete();
    site.await(
        "MinIO's pods are gone",
        () -> client().pods().inNamespace(NAMESPACE).list().getItems().isEmpty());
    client().persistentVolumeClaims().inNamespace(NAMESPACE).delete();
    site.await("MinIO's claims are gone", () -> claims().isEmpty());
  }

  public List<StatefulSet> sets() {
    return client().apps().statefulSets().inNamespace(NAMESPACE).list().getItems();
  }

  /** Names of the claims, one for each pod. */
  public List<String> claims() {
    return client().persistentVolumeClaims().inNamespace(NAMESPACE).list().getItems().stream()
        .map(PersistentVolumeClaim::getMetadata)
        .map(meta -> meta.getName())
        .sorted()
        .toList();
  }

  /** HTTP status of {@code /minio/health/cluster} at the Service: 200 for writes; 0 without one. */
  public int health() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address().resolve("/minio/health/cluster"))
              .timeout(LOOK)
              .GET()
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException | IllegalStateException e) {
      return 0;
    }
  }

  /**
   * A client by way of the Service; the caller closes it. The store is marked first, and must hold
   * nothing then.
   */
  public ObjectClient client(Duration call) {
    GuardedMinio store = new GuardedMinio(site.guard(), "minio-in-cluster", address(), () -> root);
    store.mark();
    return new ObjectClient(
        store.client(root, CONNECT, call), () -> store.asyncClient(root, CONNECT, call));
  }

  /** The drive in a claim. */
  public Drive drive(String claim) {
    return new Drive(site.ground().claimFiles(NAMESPACE, claim));
  }

  private URI address() {
    return site.platform().service(NAMESPACE, SERVICE, Hosts.PORT);
  }
}
