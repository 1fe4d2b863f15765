package firedrill.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** The mark in Vault: a KV mount that holds the nonce, together with Vault's own cluster id. */
final class VaultMark {
  static final String MOUNT = "firedrill-mark";
  static final String MARK_PATH = "/v1/" + MOUNT + "/run";

  /** What a Vault mounts by itself when it is initialised. */
  private static final Set<String> BUILT_IN =
      Set.of("system", "cubbyhole", "identity", "agent_registry");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String REMEDY =
      "only the run that initialised a Vault marks it: GuardedVault.mark() right after the first"
          + " unseal and before anything else is mounted";

  private final Guard guard;
  private final URI address;
  private final Supplier<String> token;
  private final HttpClient wire;

  VaultMark(Guard guard, URI address, Supplier<String> token, HttpClient.Builder builder) {
    this.guard = guard;
    this.address = address;
    this.token = token;
    this.wire = new GuardedHttpClient(builder, request -> guard.requireAddress(request.uri()));
  }

  void verify() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (kept.vaultClusterId() == null) {
      throw refusal("this run has not marked it", null);
    }
    if (!kept.vaultClusterId().equals(clusterId())) {
      throw refusal("its cluster id is not the recorded one: the mark is a copy", null);
    }
    requireNonce(kept);
  }

  void write() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    String cluster = clusterId();
    if (kept.vaultClusterId() != null && !kept.vaultClusterId().equals(cluster)) {
      throw refusal("its cluster id is not the one this run recorded", null);
    }
    if (!hasMarkMount()) {
      expect(ask("POST", "/v1/sys/mounts/" + MOUNT, "{\"type\":\"kv\"}"), "mount");
      String body =
          JSON.createObjectNode().put("nonce", kept.nonce()).put("run", kept.runId()).toString();
      expect(ask("POST", MARK_PATH, body), "write");
    }
    requireNonce(kept);
    guard.recordVaultClusterId(cluster);
  }

  /** Refuses a Vault that somebody already uses: a fresh one has only its built-in mounts. */
  private boolean hasMarkMount() {
    HttpResponse<String> answer = ask("GET", "/v1/sys/mounts", null);
    if (answer.statusCode() != 200) {
      throw refusal("its mounts cannot be listed: HTTP " + answer.statusCode(), null);
    }
    JsonNode mounts = json(answer).path("data");
    if (mounts.has(MOUNT + "/")) {
      return true;
    }
    mounts
        .properties()
        .forEach(
            mount -> {
              if (!BUILT_IN.contains(mount.getValue().path("type").asText())) {
                throw refusal(
                    "it is in use: " + mount.getKey() + " is mounted but no mark is", null);
              }
            });
    return false;
  }

  private void requireNonce(SandboxRecord kept) {
    HttpResponse<String> mark = ask("GET", MARK_PATH, null);
    if (mark.statusCode() != 200) {
      throw refusal("its mark cannot be read: HTTP " + mark.statusCode(), null);
    }
    if (!kept.nonce().equals(json(mark).path("data").path("nonce").textValue())) {
      throw refusal("its mark carries another run's nonce", null);
    }
  }

  private String clusterId() {
    JsonNode status = json(ask("GET", "/v1/sys/seal-status", null));
    if (status.path("sealed").asBoolean(true)) {
      throw refusal(
          "it is sealed, so its mark cannot be read; only init, unseal, seal-status and health are"
              + " open",
          null);
    }
    String id = status.path("cluster_id").asText("");
    if (id.isEmpty()) {
      throw refusal("it does not tell its cluster id", null);
    }
    return id;
  }

  private void expect(HttpResponse<String> answer, String action) {
    if (answer.statusCode() / 100 != 2) {
      throw refusal("could not " + action + " the mark: HTTP " + answer.statusCode(), null);
    }
  }

  private JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw refusal("its answer is not JSON", e);
    }
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(TIMEOUT)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    String secret = token.get();
    if (secret != null && !secret.isEmpty()) {
      request.header("X-Vault-Token", secret);
    }
    return Answers.of(wire, request.build());
  }

  private GuardRefusal refusal(String why, Throwable cause) {
    return new GuardRefusal("Vault at " + address, why, REMEDY, cause);
  }
}
