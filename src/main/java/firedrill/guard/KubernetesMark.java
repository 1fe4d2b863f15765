package firedrill.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/**
 * The mark in a cluster: a ConfigMap with the run's nonce. The nonce can be copied to another
 * cluster, the UID of kube-system cannot, so both must match the record on disk.
 */
final class KubernetesMark {
  static final String NAMESPACE_PATH = "/api/v1/namespaces/kube-system";
  static final String CONFIG_MAPS_PATH = NAMESPACE_PATH + "/configmaps";
  static final String MARK_PATH = CONFIG_MAPS_PATH + "/firedrill-mark";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String REMEDY =
      "only the run that built a cluster marks it: GuardedKubernetes.mark() right after its API"
          + " server is ready";

  private final Guard guard;
  private final KubeMaterial admin;
  private final HttpClient wire;

  KubernetesMark(Guard guard, KubeMaterial admin) {
    this.guard = guard;
    this.admin = admin;
    this.wire =
        new GuardedHttpClient(
            HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Tls.of(admin).context()),
            request -> guard.requireKubernetes(admin.server(), admin.caPem()));
  }

  /** Looks at the cluster itself. */
  void verify() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (kept.kubeSystemUid() == null) {
      throw refusal("this run has not marked it", null);
    }
    var mark = ask("GET", MARK_PATH, null);
    var system = ask("GET", NAMESPACE_PATH, null);
    requireNonce(mark, kept);
    requireUid(system, kept.kubeSystemUid());
  }

  /**
   * Writes the mark into a cluster that proved, by TLS, to be the one this run's CA belongs to, and
   * that did not exist before the run's record.
   */
  void write() {
    guard.requireKubernetes(admin.server(), admin.caPem());
    SandboxRecord kept = guard.requireRecordOnDisk();
    var system = ask("GET", NAMESPACE_PATH, null);
    String uid = uid(system);
    if (kept.kubeSystemUid() != null && !kept.kubeSystemUid().equals(uid)) {
      throw refusal("kube-system has another UID than the one this run recorded", null);
    }
    requireYoungerThanRecord(system, kept);
    ObjectNode body = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    body.putObject("metadata").put("name", "firedrill-mark").put("namespace", "kube-system");
    body.putObject("data").put("nonce", kept.nonce()).put("run", kept.runId());
    body.put("immutable", true);
    int status = ask("POST", CONFIG_MAPS_PATH, body.toString()).statusCode();
    if (status != 201 && status != 409) {
      throw refusal("the mark could not be written: HTTP " + status, null);
    }
    requireNonce(ask("GET", MARK_PATH, null), kept);
    guard.recordKubeSystemUid(uid);
  }

  /** Whether kube-system exists yet; the API server makes it moments after it is ready. */
  boolean isMarkable() {
    return ask("GET", NAMESPACE_PATH, null).statusCode() == 200;
  }

  private void requireNonce(HttpResponse<String> mark, SandboxRecord kept) {
    if (mark.statusCode() != 200) {
      throw refusal("its mark cannot be read: HTTP " + mark.statusCode(), null);
    }
    if (!kept.nonce().equals(json(mark).path("data").path("nonce").textValue())) {
      throw refusal("its mark carries another run's nonce", null);
    }
  }

  private void requireUid(HttpResponse<String> system, String expected) {
    if (!expected.equals(uid(system))) {
      throw refusal("the UID of kube-system is not the recorded one: the mark is a copy", null);
    }
  }

  private void requireYoungerThanRecord(HttpResponse<String> system, SandboxRecord kept) {
    String text = json(system).path("metadata").path("creationTimestamp").asText();
    // Kubernetes writes whole seconds.
    if (Instant.parse(text).isBefore(kept.created().minusSeconds(2))) {
      throw refusal("the cluster is older than this run's record, created " + text, null);
    }
  }

  private String uid(HttpResponse<String> system) {
    String uid = json(system).path("metadata").path("uid").textValue();
    if (system.statusCode() != 200 || uid == null || uid.isEmpty()) {
      throw refusal("kube-system cannot be read: HTTP " + system.statusCode(), null);
    }
    return uid;
  }

  private JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw refusal("its answer is not JSON", e);
    }
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    URI uri = admin.server().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (admin.credentials() instanceof KubeCredentials.BearerToken token) {
      request.header("Authorization", "Bearer " + token.token());
    }
    return Answers.of(wire, request.build());
  }

  private GuardRefusal refusal(String why, Throwable cause) {
    return new GuardRefusal("Kubernetes cluster at " + admin.server(), why, REMEDY, cause);
  }
}
