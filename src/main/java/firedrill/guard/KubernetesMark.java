package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import okhttp3.Request;

/**
 * The mark in a cluster: a ConfigMap with the run's nonce. The nonce can be copied to another
 * cluster, the UID of kube-system cannot, so both must match the record on disk.
 */
final class KubernetesMark {
  static final String NAMESPACE_PATH = "/api/v1/namespaces/kube-system";
  static final String CONFIG_MAPS_PATH = NAMESPACE_PATH + "/configmaps";
  static final String MARK_PATH = CONFIG_MAPS_PATH + "/" + GuardedKubernetes.MARK;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REMEDY =
      "only the run that built a cluster marks it: let the lab mark it right after its API"
          + " server is ready";

  private final Guard guard;
  private final KubeMaterial admin;
  private final Answers answers;

  KubernetesMark(Guard guard, KubeMaterial admin) {
    this.guard = guard;
    this.admin = admin;
    this.answers = new Answers(guard, admin.server(), Answers.WITHIN, Tls.of(admin));
  }

  /** Looks at the cluster itself. */
  void verify() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (kept.kubeSystemUid() == null) {
      throw refusal("this run has not marked it");
    }
    var mark = ask("GET", MARK_PATH, null);
    var system = ask("GET", NAMESPACE_PATH, null);
    requireNonce(mark, kept);
    requireUid(system, kept.kubeSystemUid());
  }

  /**
   * Writes the mark into a cluster that proved, by TLS, to be the one this run's CA belongs to, and
   * that did not exist before the run's record.
   *
   * @param enclosure of a cluster that made its authority itself; null for one whose authority has
   *     a key of this process
   */
  void write(Enclosure enclosure) {
    guard.requireBegunHere("Kubernetes cluster at " + Shown.address(admin.server()));
    requireMadeHere(enclosure);
    SandboxRecord kept = guard.requireRecordOnDisk();
    var system = ask("GET", NAMESPACE_PATH, null);
    String uid = uid(system);
    if (kept.kubeSystemUid() != null && !kept.kubeSystemUid().equals(uid)) {
      throw refusal("kube-system has another UID than the one this run recorded");
    }
    requireYoungerThanRecord(json(system), "the cluster", kept);
    if (kept.kubeSystemUid() == null) {
      requireUnused("nodes", kept);
      requireUnused("pods", kept);
    }
    ObjectNode body = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    body.putObject("metadata").put("name", GuardedKubernetes.MARK).put("namespace", "kube-system");
    body.putObject("data").put("nonce", kept.nonce()).put("run", kept.runId());
    body.put("immutable", true);
    int status = ask("POST", CONFIG_MAPS_PATH, body.toString()).statusCode();
    if (status != 201 && status != 409) {
      throw refusal("the mark could not be written: HTTP " + status);
    }
    requireNonce(ask("GET", MARK_PATH, null), kept);
    guard.recordKubeSystemUid(uid);
  }

  /** Whether kube-system exists yet; the API server makes it moments after it is ready. */
  boolean isMarkable() {
    return ask("GET", NAMESPACE_PATH, null).statusCode() == 200;
  }

  private void requireNonce(Answers.Answer mark, SandboxRecord kept) {
    if (mark.statusCode() != 200) {
      throw refusal("its mark cannot be read: HTTP " + mark.statusCode());
    }
    if (!kept.nonce().equals(json(mark).path("data").path("nonce").textValue())) {
      throw refusal("its mark carries another run's nonce");
    }
  }

  private void requireUid(Answers.Answer system, String expected) {
    if (!expected.equals(uid(system))) {
      throw refusal("the UID of kube-system is not the recorded one: the mark is a copy");
    }
  }

  private void requireMadeHere(Enclosure enclosure) {
    if (enclosure != null) {
      URI server = admin.server();
      enclosure.require(
          new InetSocketAddress(HostLiteral.parse(server.getHost()), Origin.port(server)));
    } else if (!ClusterKey.isMadeHere(Pem.certificates(admin.caPem()).get(0).getPublicKey())) {
      throw refusal("nothing shows that this process made it: its CA has a key of somebody else's");
    }
  }

  private void requireYoungerThanRecord(JsonNode object, String what, SandboxRecord kept) {
    String text = object.path("metadata").path("creationTimestamp").asText();
    Instant created;
    try {
      created = Instant.parse(text);
    } catch (DateTimeException e) {
      throw refusal("it does not tell when " + what + " was created");
    }
    // Kubernetes writes whole seconds.
    if (created.isBefore(kept.created().minusSeconds(2))) {
      throw refusal(what + " is older than this run's record, created " + created);
    }
  }

  /** A namespace can be made anew in a cluster that is in use; its machines and pods tell. */
  private void requireUnused(String kind, SandboxRecord kept) {
    Answers.Answer answer = ask("GET", "/api/v1/" + kind + "?limit=500", null);
    if (answer.statusCode() == 404) {
      return; // No API server lacks them; what does has no machines.
    }
    if (answer.statusCode() != 200) {
      throw refusal("its " + kind + " cannot be listed: HTTP " + answer.statusCode());
    }
    JsonNode list = json(answer);
    if (!list.path("items").isArray() && !list.path("items").isNull()) {
      throw refusal("its " + kind + " cannot be listed: the answer holds none");
    }
    if (!list.path("metadata").path("continue").asText("").isEmpty()) {
      throw refusal("it is in use: it has more than 500 " + kind);
    }
    for (JsonNode item : list.path("items")) {
      requireYoungerThanRecord(item, "one of its " + kind, kept);
    }
  }

  private String uid(Answers.Answer system) {
    String uid = json(system).path("metadata").path("uid").textValue();
    if (system.statusCode() != 200 || uid == null || uid.isEmpty()) {
      throw refusal("kube-system cannot be read: HTTP " + system.statusCode());
    }
    return uid;
  }

  private JsonNode json(Answers.Answer response) {
    try {
      JsonNode json = JSON.readTree(response.body());
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Refused below; what the parser says would quote the answer.
    }
    throw refusal("its answer is not JSON");
  }

  private Answers.Answer ask(String method, String path, String body) {
    guard.requireKubernetes(admin.server(), admin.caPem());
    return answers.of(request(method, path, body));
  }

  private Request request(String method, String path, String body) {
    Request.Builder request = answers.request(method, path, body);
    if (admin.credentials() instanceof KubeCredentials.BearerToken token) {
      try {
        request.header("Authorization", "Bearer " + token.token());
      } catch (IllegalArgumentException e) {
        throw refusal("its token holds characters that no token has");
      }
    }
    return request.build();
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal("Kubernetes cluster at " + Shown.address(admin.server()), why, REMEDY);
  }
}
