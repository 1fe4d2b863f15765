package firedrill.component.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.Component;
import firedrill.component.manifest.Manifests;
import firedrill.guard.GuardedHttp;
import firedrill.sandbox.Platform;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The ERP's Deployment and what it answers. */
public final class Erp {

  public static final String NAMESPACE = "erp";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Platform platform;

  public Erp(Platform platform) {
    this.platform = platform;
  }

  /** Its parts in a lab: workload, credentials, and the ERP that serves. */
  public static List<Component<?>> components() {
    return List.of(new ErpWorkload(), new ErpCredentials(), new ErpComponent());
  }

  /**
   * The workload; its pod waits for credentials.
   *
   * @param database as its pods reach it, for example {@code postgresql://pi2:5432/erp}
   */
  public void install(Manifests manifests, URI database) {
    manifests.apply("erp.yaml");
    platform
        .kubernetes()
        .configMaps()
        .inNamespace(NAMESPACE)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("erp-database")
                .endMetadata()
                .withData(Map.of("url", "jdbc:" + database))
                .build())
        .createOr(existing -> existing.update());
  }

  /** How it gets credentials; Vault must be configured before. */
  public void requestCredentials(Manifests manifests) {
    manifests.apply("erp-vault.yaml");
  }

  public URI address() {
    return platform.service(NAMESPACE, "erp", 80);
  }

  public GuardedHttp http() {
    return platform.services();
  }

  /** Whether the Service answers ready, through the network a user would come by. */
  public boolean isServing() {
    try {
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The database login the ERP works under. */
  public String login() throws IOException {
    return JSON.readTree(get("/whoami").body()).path("user").asText();
  }

  /** The ERP's own recomputation of its books. */
  public JsonNode invariants() throws IOException {
    return JSON.readTree(get("/invariants").body());
  }

  public HttpResponse<String> get(String path) throws IOException {
    try {
      return http()
          .send(
              HttpRequest.newBuilder(address().resolve(path)).timeout(PATIENCE).GET().build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the ERP", e);
    }
  }

  /** Pods that are wanted of it, running or not. */
  public int wanted() {
    Integer wanted =
        kubernetes()
            .apps()
            .deployments()
            .inNamespace(NAMESPACE)
            .withName("erp")
            .require()
            .getSpec()
            .getReplicas();
    // As the API server has it where nobody says otherwise.
    return wanted == null ? 1 : wanted;
  }

  public void scale(int replicas) {
    kubernetes().apps().deployments().inNamespace(NAMESPACE).withName("erp").scale(replicas);
  }

  public List<Pod> pods() {
    return kubernetes().pods().inNamespace(NAMESPACE).withLabel("app", "erp").list().getItems();
  }

  /** Tells a listener of its pods from now on, those there now first; the caller closes it. */
  public SharedIndexInformer<Pod> watchPods(ResourceEventHandler<Pod> listener) {
    return kubernetes().pods().inNamespace(NAMESPACE).withLabel("app", "erp").inform(listener);
  }

  /** Whether it is ready and works under the very login that the Secret holds. */
  public boolean servesUnderItsSecret() throws IOException {
    return isSettled() && isServing() && login().equals(secretLogin());
  }

  /** What {@code kubectl rollout restart} does. */
  public void rolloutRestart() {
    kubernetes().apps().deployments().inNamespace(NAMESPACE).withName("erp").rolling().restart();
  }

  /** Deletes its pods; the Deployment makes new ones. */
  public void restart() {
    kubernetes().pods().inNamespace(NAMESPACE).withLabel("app", "erp").delete();
  }

  /**
   * Whether its last rollout is over: as many pods as wanted, all of the newest template, ready.
   */
  public boolean isSettled() {
    var d = kubernetes().apps().deployments().inNamespace(NAMESPACE).withName("erp").get();
    if (d == null || d.getStatus() == null || d.getStatus().getObservedGeneration() == null) {
      return false;
    }
    int wanted = d.getSpec().getReplicas();
    return d.getStatus().getObservedGeneration() >= d.getMetadata().getGeneration()
        && count(d.getStatus().getReplicas()) == wanted
        && count(d.getStatus().getUpdatedReplicas()) == wanted
        && count(d.getStatus().getReadyReplicas()) == wanted;
  }

  private static int count(Integer n) {
    return n == null ? 0 : n;
  }

  public static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** One word on a pod, for messages: phase, or why its container waits. */
  public static String state(Pod pod) {
    for (ContainerStatus c : pod.getStatus().getContainerStatuses()) {
      if (c.getState() != null && c.getState().getWaiting() != null) {
        return c.getState().getWaiting().getReason();
      }
    }
    return pod.getStatus().getPhase() + (isReady(pod) ? ", ready" : ", not ready");
  }

  /** User name in the Secret that VSO keeps; empty while there is none. */
  public String secretLogin() {
    return inSecret("username");
  }

  /** Password beside it; empty while there is none. */
  public String secretPassword() {
    return inSecret("password");
  }

  private String inSecret(String key) {
    Secret s = kubernetes().secrets().inNamespace(NAMESPACE).withName("erp-db").get();
    if (s == null || s.getData() == null || !s.getData().containsKey(key)) {
      return "";
    }
    return new String(Base64.getDecoder().decode(s.getData().get(key)), StandardCharsets.UTF_8);
  }

  /** Removes the Secret with the credentials; VSO is to make a new one. */
  public void deleteSecret() {
    kubernetes().secrets().inNamespace(NAMESPACE).withName("erp-db").delete();
  }

  private KubernetesClient kubernetes() {
    return platform.kubernetes();
  }
}
