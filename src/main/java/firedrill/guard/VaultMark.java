package firedrill.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.Request;

/** The mark in Vault: a KV mount that holds the nonce, together with Vault's own cluster id. */
final class VaultMark {
  static final String MOUNT = "firedrill-mark";
  static final String MARK_PATH = "/v1/" + MOUNT + "/run";

  private static final String MOUNTS = "/v1/sys/mounts";
  private static final String AUTH = "/v1/sys/auth";

  /** What a Vault mounts by itself when it is initialised. */
  private static final Set<String> BUILT_IN =
      Set.of("system", "cubbyhole", "identity", "agent_registry");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REMEDY =
      "only the run that initialised a Vault marks it: initialise it by the client of the guard,"
          + " and mark it right after the first unseal, before anything else is mounted";

  private final Guard guard;
  private final URI address;
  private final Supplier<String> token;
  private final VaultBirth birth;
  private final Answers answers;
  private final Answers patient;

  VaultMark(Guard guard, URI address, Supplier<String> token, VaultBirth birth, Duration connect) {
    this.guard = guard;
    this.address = address;
    this.token = token;
    this.birth = birth;
    this.answers = new Answers(guard, address, connect, null);
    this.patient = answers.within(GuardedVault.KEY_HOLDER);
  }

  void verify() {
    SandboxRecord kept = guard.requireRecordOnDisk();
    if (kept.vaultClusterId() == null) {
      throw refusal("this run has not marked it");
    }
    if (!kept.vaultClusterId().equals(clusterId())) {
      throw refusal("its cluster id is not the recorded one: the mark is a copy");
    }
    requireNonce(kept, token.get());
  }

  /**
   * For init and unseal. A sealed one proves nothing, and nothing that it keeps can be read; one
   * that is unsealed needs neither, and must be the run's. Once this run has its Vault, one that
   * was never initialised is another.
   */
  void verifyUnlessSealed() {
    if (guard.requireRecordOnDisk().vaultClusterId() == null) {
      return;
    }
    Answers.Answer status = patient.of(patient.request("GET", "/v1/sys/seal-status", null).build());
    if (status.statusCode() != 200) {
      throw refusal("it does not tell whether it is sealed: HTTP " + status.statusCode());
    }
    JsonNode told = json(status);
    if (!told.path("initialized").asBoolean(true)) {
      throw refusal("it has not been initialised, and the one that this run has marked was");
    }
    if (!told.path("sealed").isBoolean()) {
      throw refusal("it does not tell whether it is sealed: its answer says neither");
    }
    if (!told.path("sealed").booleanValue()) {
      verify();
    }
  }

  /** Writes the mark, unless it is written down as written: look at it in either case. */
  void write() {
    guard.requireBegunHere("Vault at " + Shown.address(address));
    SandboxRecord kept = guard.requireRecordOnDisk();
    String cluster = clusterId();
    if (kept.vaultClusterId() != null) {
      if (!kept.vaultClusterId().equals(cluster)) {
        throw refusal("its cluster id is not the one this run recorded");
      }
      return;
    }
    String root = birth.rootToken();
    if (root == null) {
      throw refusal("this process has not initialised it");
    }
    if (!isMountedForMark(root, kept)) {
      expect(ask("POST", MOUNTS + "/" + MOUNT, "{\"type\":\"kv\"}", root), "mount");
    }
    String body =
        JSON.createObjectNode().put("nonce", kept.nonce()).put("run", kept.runId()).toString();
    expect(ask("POST", MARK_PATH, body, root), "write");
    requireNonce(kept, root);
    guard.recordVaultClusterId(cluster);
  }

  /**
   * A fresh Vault has its built-in mounts, all of them seen, and no way in but tokens. Whoever
   * marks it and loses its answer tries again: then the mark's own mount is there, and empty or
   * ours.
   *
   * @return whether it is there
   */
  private boolean isMountedForMark(String root, SandboxRecord kept) {
    JsonNode mounts = list(MOUNTS, "mounts", root);
    mounts
        .properties()
        .forEach(
            mount -> {
              String type = mount.getValue().path("type").asText();
              boolean own =
                  mount.getKey().equals(MOUNT + "/") && type.equals("kv") && isOwnMount(root, kept);
              if (!own && !BUILT_IN.contains(type)) {
                throw refusal(
                    "it is in use: " + Shown.text(mount.getKey()) + " is mounted but no mark is");
              }
            });
    if (!mounts.has("sys/") || !mounts.has("identity/") || !mounts.has("cubbyhole/")) {
      throw refusal("it does not tell all its mounts, so nobody knows whether it is in use");
    }
    boolean mounted = mounts.has(MOUNT + "/");
    Answers.Answer answer = ask("GET", AUTH, null, root);
    if (answer.statusCode() == 404) {
      return mounted; // Every Vault has it; what has not keeps no logins either.
    }
    listed(answer, "auth methods")
        .properties()
        .forEach(
            method -> {
              if (!method.getValue().path("type").asText().equals("token")) {
                throw refusal("it is in use: people log in by " + Shown.text(method.getKey()));
              }
            });
    return mounted;
  }

  private boolean isOwnMount(String root, SandboxRecord kept) {
    Answers.Answer keys = ask("GET", "/v1/" + MOUNT + "?list=true", null, root);
    if (keys.statusCode() == 404) {
      return true; // As Vault answers for a folder without any.
    }
    JsonNode names = keys.statusCode() == 200 ? json(keys).path("data").path("keys") : null;
    if (names == null || names.size() != 1 || !names.path(0).asText().equals("run")) {
      return false;
    }
    requireNonce(kept, root);
    return true;
  }

  private JsonNode list(String path, String what, String secret) {
    return listed(ask("GET", path, null, secret), what);
  }

  private JsonNode listed(Answers.Answer answer, String what) {
    if (answer.statusCode() != 200) {
      throw refusal("its " + what + " cannot be listed: HTTP " + answer.statusCode());
    }
    JsonNode all = json(answer);
    JsonNode data = all.path("data");
    if (!data.isObject() || data.isEmpty()) {
      throw refusal("its " + what + " cannot be listed: the answer holds none");
    }
    // The same list stands beside "data" too; what is in one of them only is in use as well.
    for (var one : all.properties()) {
      if (one.getKey().endsWith("/") && !data.has(one.getKey())) {
        throw refusal("it is in use: " + Shown.text(one.getKey()) + " stands outside its list");
      }
    }
    return data;
  }

  private void requireNonce(SandboxRecord kept, String secret) {
    Answers.Answer mark = ask("GET", MARK_PATH, null, secret);
    if (mark.statusCode() != 200) {
      throw refusal("its mark cannot be read: HTTP " + mark.statusCode());
    }
    if (!kept.nonce().equals(json(mark).path("data").path("nonce").textValue())) {
      throw refusal("its mark carries another run's nonce");
    }
  }

  private String clusterId() {
    JsonNode status = json(ask("GET", "/v1/sys/seal-status", null, null));
    if (status.path("sealed").asBoolean(true)) {
      throw refusal(
          "it is sealed, so its mark cannot be read; only init, unseal, seal-status and health are"
              + " open");
    }
    String id = status.path("cluster_id").asText("");
    if (id.isEmpty()) {
      throw refusal("it does not tell its cluster id");
    }
    return id;
  }

  private void expect(Answers.Answer answer, String action) {
    if (answer.statusCode() / 100 != 2) {
      throw refusal("could not " + action + " the mark: HTTP " + answer.statusCode());
    }
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

  private Answers.Answer ask(String method, String path, String body, String secret) {
    Request.Builder request = answers.request(method, path, body);
    if (secret != null && !secret.isEmpty()) {
      try {
        request.header("X-Vault-Token", secret);
      } catch (IllegalArgumentException e) {
        throw refusal("its token holds characters that no token has");
      }
    }
    return answers.of(request.build());
  }

  private GuardRefusal refusal(String why) {
    return new GuardRefusal("Vault at " + Shown.address(address), why, REMEDY);
  }
}
