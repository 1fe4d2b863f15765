package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultInitializationRequest;
import org.springframework.web.client.ResourceAccessException;

class GuardedVaultTest {
  private static final String MARK = VaultMark.MARK_PATH;
  private static final String FRESH =
      "{\"data\":{\"sys/\":{\"type\":\"system\"},\"identity/\":{\"type\":\"identity\"},"
          + "\"cubbyhole/\":{\"type\":\"cubbyhole\"}}}";

  @TempDir Path directory;
  private final FakeServer server = FakeServer.http();
  private Fixture lab;
  private GuardedVault vault;
  private VaultTemplate template;

  @BeforeEach
  void fresh() {
    lab = new Fixture(directory);
    vault = new GuardedVault(lab.guard, server.address(), () -> "root");
    template = vault.template(() -> "app");
    status(false, "cluster-1");
    reply("PUT /v1/sys/init", 200, "{\"keys\":[\"k\"],\"root_token\":\"root\"}");
    vault.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1));
    server.hits.clear();
    reply("GET /v1/sys/mounts", 200, FRESH);
    reply("GET /v1/sys/auth", 200, "{\"data\":{\"token/\":{\"type\":\"token\"}}}");
    reply("POST /v1/sys/mounts/firedrill-mark", 204, "");
    reply("POST " + MARK, 204, "");
    nonce(lab.guard.record().nonce());
    reply("PUT /v1/sys/seal", 204, "");
    reply("PUT /v1/sys/unseal", 200, "{\"sealed\":false}");
    reply("POST /v1/secret/erp", 204, "");
    reply("DELETE /v1/secret/erp", 204, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void reply(String key, int status, String body) {
    server.replies.put(key, FakeServer.Reply.json(status, body));
  }

  private void nonce(String nonce) {
    reply("GET " + MARK, 200, "{\"data\":{\"nonce\":\"" + nonce + "\"}}");
  }

  private void status(boolean sealed, String cluster) {
    reply(
        "GET /v1/sys/seal-status",
        200,
        "{\"sealed\":%s,\"t\":1,\"n\":1,\"progress\":0,\"cluster_id\":\"%s\"}"
            .formatted(sealed, cluster));
  }

  @Test
  void marks_a_fresh_vault_and_then_seals_writes_and_deletes() {
    vault.mark();
    assertThat(lab.store.load("run-1").vaultClusterId()).isEqualTo("cluster-1");
    assertThat(server.bodies.get("POST " + MARK)).contains(lab.guard.record().nonce());
    template.write("secret/erp", Map.of("k", "v"));
    template.delete("secret/erp");
    template.opsForSys().authMount("x", auth());
    assertThat(server.hits)
        .contains("POST /v1/secret/erp", "DELETE /v1/secret/erp", "POST /v1/sys/auth/x");
  }

  private org.springframework.vault.support.VaultMount auth() {
    reply("POST /v1/sys/auth/x", 204, "");
    return org.springframework.vault.support.VaultMount.create("kubernetes");
  }

  @Test
  void marking_again_keeps_the_mark() {
    vault.mark();
    reply(
        "GET /v1/sys/mounts",
        200,
        "{\"data\":{\"firedrill-mark/\":{\"type\":\"kv\"},\"database/\":{\"type\":\"database\"}}}");
    vault.mark();
    assertThat(server.hits.stream().filter(hit -> hit.equals("POST " + MARK)).count()).isEqualTo(1);
  }

  private void mounted() {
    reply(
        "GET /v1/sys/mounts",
        200,
        FRESH.replace("{\"data\":{", "{\"data\":{\"firedrill-mark/\":{\"type\":\"kv\"},"));
    reply("POST /v1/sys/mounts/firedrill-mark", 400, "{\"errors\":[\"path is already in use\"]}");
  }

  @Test
  void a_mark_whose_answer_was_lost_is_written_again() {
    reply("POST " + MARK, 503, "");
    assertThatThrownBy(vault::mark).isInstanceOf(UncheckedIOException.class);
    mounted();
    reply("POST " + MARK, 204, "");
    vault.mark();
    vault.verify();
  }

  @Test
  void a_mark_that_was_written_and_could_not_be_read_is_taken_for_what_it_is() {
    reply("GET " + MARK, 503, "");
    assertThatThrownBy(vault::mark).isInstanceOf(UncheckedIOException.class);
    mounted();
    reply("GET /v1/firedrill-mark", 200, "{\"data\":{\"keys\":[\"run\"]}}");
    nonce("another");
    assertThatThrownBy(vault::mark).hasMessageContaining("another run's nonce");
    nonce(lab.guard.record().nonce());
    vault.mark();
  }

  @Test
  void a_mount_of_the_mark_s_name_that_holds_something_else_is_use() {
    mounted();
    for (String keys : new String[] {"[\"x\"]", "[\"run\",\"x\"]", "[]", "{}", "\"run\""}) {
      reply("GET /v1/firedrill-mark", 200, "{\"data\":{\"keys\":" + keys + "}}");
      assertThatThrownBy(vault::mark).hasMessageContaining("firedrill-mark/ is mounted");
    }
    reply("GET /v1/firedrill-mark", 403, "{}");
    assertThatThrownBy(vault::mark).hasMessageContaining("firedrill-mark/ is mounted");
    server.replies.remove("GET /v1/firedrill-mark");
    reply(
        "GET /v1/sys/mounts",
        200,
        FRESH.replace("{\"data\":{", "{\"data\":{\"firedrill-mark/\":{\"type\":\"pki\"},"));
    assertThatThrownBy(vault::mark).hasMessageContaining("firedrill-mark/ is mounted");
    assertThat(server.hits("POST")).isZero();
  }

  @Test
  void another_vault_is_not_initialised_once_this_run_has_its_own() {
    vault.mark();
    server.hits.clear();
    reply("GET /v1/sys/seal-status", 200, "{\"initialized\":false,\"sealed\":true}");
    assertThatThrownBy(
            () -> vault.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("has not been initialised");
    assertThat(server.hits).containsExactly("GET /v1/sys/seal-status");
    reply("GET /v1/sys/seal-status", 200, "{\"initialized\":true,\"sealed\":true}");
    assertThat(vault.keyHolder().opsForSys().unseal("k").isSealed()).isFalse();
  }

  @Test
  void the_keys_reach_whoever_reads_them_later() throws Exception {
    GuardedVault other = new GuardedVault(lab.guard, server.address(), () -> null);
    HttpRequest init =
        HttpRequest.newBuilder(server.address().resolve("/v1/sys/init"))
            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    var answer = other.http().send(init, HttpResponse.BodyHandlers.ofPublisher());
    var read = HttpResponse.BodySubscribers.ofString(java.nio.charset.StandardCharsets.UTF_8);
    answer.body().subscribe(read);
    assertThat(read.getBody().toCompletableFuture().get(5, java.util.concurrent.TimeUnit.SECONDS))
        .contains("root_token");
    for (int size : new int[] {0, 1}) {
      reply("PUT /v1/sys/init", 200, size == 0 ? "" : "{\"root_token\":\"root\"}");
      assertThat(other.http().send(init, HttpResponse.BodyHandlers.ofString()).body())
          .hasSizeGreaterThanOrEqualTo(size);
      assertThat(
              other
                  .http()
                  .send(init, HttpResponse.BodyHandlers.ofInputStream())
                  .body()
                  .readAllBytes())
          .hasSizeGreaterThanOrEqualTo(size);
    }
    assertThatThrownBy(() -> other.http().newWebSocketBuilder()).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void an_open_vault_that_is_another_is_neither_initialised_nor_unsealed() {
    vault.mark();
    status(false, "cluster-2");
    server.hits.clear();
    assertThatThrownBy(() -> vault.keyHolder().opsForSys().unseal("k"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("cluster id is not the recorded one");
    assertThat(server.hits("PUT")).isZero();
  }

  @Test
  void a_token_that_no_header_can_hold_is_not_shown() {
    vault.mark();
    GuardedVault odd = new GuardedVault(lab.guard, server.address(), () -> "S3cret\nS3cret");
    assertThatThrownBy(odd::verify)
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("characters that no token has")
        .hasMessageNotContaining("S3cret");
  }

  @Test
  void nobody_is_trusted_by_the_jvm_s_own_keys() {
    try (FakeServer stranger = FakeServer.https(new TestCa())) {
      GuardedVault other = new GuardedVault(lab.guard, stranger.address(), () -> "root");
      assertThatThrownBy(other::verify).isInstanceOf(GuardRefusal.class);
      lab.guard.recordVaultClusterId("cluster-1");
      assertThatThrownBy(other::verify)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("no certificate of the lab's authority");
      OkHttpClient wire =
          BoundWire.to(
              lab.guard,
              stranger.address(),
              () -> {},
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      assertThat(wire.x509TrustManager()).isSameAs(Tls.NOBODY);
      assertThat(Tls.NOBODY.getAcceptedIssuers()).isEmpty();
      assertThat(stranger.hits).isEmpty();
    }
  }

  @Test
  void a_vault_already_in_use_is_never_marked() {
    reply("GET /v1/sys/mounts", 200, "{\"data\":{\"kvv2/\":{\"type\":\"kv\"}}}");
    assertThatThrownBy(vault::mark).hasMessageContaining("it is in use: kvv2/ is mounted");
    assertThat(server.hits("POST")).isZero();
    assertThat(lab.guard.record().vaultClusterId()).isNull();
  }

  @Test
  void a_vault_that_rejects_the_token_is_never_marked() {
    reply("GET /v1/sys/mounts", 403, "{}");
    assertThatThrownBy(vault::mark).hasMessageContaining("cannot be listed: HTTP 403");
    reply("GET /v1/sys/mounts", 200, FRESH);
    reply("POST " + MARK, 403, "{}");
    assertThatThrownBy(vault::mark).hasMessageContaining("could not write the mark: HTTP 403");
    reply("POST /v1/sys/mounts/firedrill-mark", 400, "{}");
    assertThatThrownBy(vault::mark).hasMessageContaining("could not mount the mark: HTTP 400");
  }

  @Test
  void another_runs_mark_is_refused() {
    nonce("f".repeat(32));
    assertThatThrownBy(vault::mark).hasMessageContaining("another run's nonce");
    assertThat(lab.guard.record().vaultClusterId()).isNull();
  }

  @Test
  void an_unmarked_vault_is_read_but_not_changed() {
    reply("GET /v1/secret/erp", 200, "{\"data\":{\"k\":\"v\"}}");
    assertThat(template.read("secret/erp").getData()).containsEntry("k", "v");
    assertThatThrownBy(() -> template.write("secret/erp", Map.of("k", "v")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("this run has not marked it");
    assertThatThrownBy(() -> template.opsForSys().seal()).isInstanceOf(GuardRefusal.class);
    assertThat(server.hits("PUT") + server.hits("POST")).isZero();
  }

  @Test
  void a_copied_mark_in_a_vault_with_another_cluster_id_stops_delete_and_seal() {
    vault.mark();
    status(false, "cluster-of-production");
    assertThatThrownBy(() -> template.delete("secret/erp")).hasMessageContaining("is a copy");
    assertThatThrownBy(() -> template.opsForSys().seal()).hasMessageContaining("is a copy");
    assertThatThrownBy(vault::verify).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(vault::mark).hasMessageContaining("not the one this run recorded");
    assertThat(server.hits("DELETE") + server.hits("PUT")).isZero();
  }

  @Test
  void a_mark_removed_later_stops_the_next_delete_on_the_wire() {
    vault.mark();
    server.replies.remove("GET " + MARK);
    assertThatThrownBy(() -> template.delete("secret/erp"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("HTTP 404");
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void sealed_it_can_only_be_asked_and_unsealed() {
    vault.mark();
    status(true, "");
    assertThat(vault.anonymous().opsForSys().getUnsealStatus().isSealed()).isTrue();
    assertThat(vault.keyHolder().opsForSys().unseal("key").isSealed()).isFalse();
    assertThatThrownBy(() -> template.delete("secret/erp")).hasMessageContaining("it is sealed");
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void a_vault_without_cluster_id_proves_nothing() {
    status(false, "");
    assertThatThrownBy(vault::mark).hasMessageContaining("does not tell its cluster id");
  }

  @Test
  void a_redirect_to_another_host_is_refused_with_zero_hits_there() {
    try (FakeServer other = FakeServer.http()) {
      server.replies.put(
          "GET /v1/secret/erp",
          FakeServer.Reply.redirect(307, other.address().resolve("/v1/secret/erp")));
      assertThatThrownBy(() -> template.read("secret/erp"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("it points to another host");
      assertThat(other.hits).isEmpty();
    }
  }

  @Test
  void a_client_is_bound_to_its_address() {
    try (FakeServer other = FakeServer.http()) {
      URI elsewhere = other.address().resolve("/v1/sys/seal-status");
      assertThatThrownBy(
              () -> template.doWithVault(rest -> rest.getForObject(elsewhere, String.class)))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("this client is bound to");
      assertThat(other.hits).isEmpty();
    }
    assertThatThrownBy(
            () -> new GuardedVault(lab.guard, URI.create("https://192.168.1.20:8200"), () -> "t"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_vault_that_cannot_answer_fails_the_call_without_a_refusal() {
    vault.mark();
    reply("GET /v1/sys/seal-status", 503, "{}");
    assertThatThrownBy(() -> template.delete("secret/erp"))
        .isInstanceOf(ResourceAccessException.class)
        .hasMessageContaining("the guard cannot see the mark");
    assertThat(server.hits("DELETE")).isZero();
  }

  @Test
  void a_read_that_wraps_its_answer_in_a_new_token_sees_the_mark() throws Exception {
    vault.mark();
    reply("GET /v1/secret/erp", 200, "{\"data\":{\"k\":\"v\"}}");
    for (String header :
        new String[] {"X-Vault-Wrap-TTL", "x-vault-wrap-ttl", "X-Vault-Wrap-Format"}) {
      server.hits.clear();
      vault.http().send(asking(header), HttpResponse.BodyHandlers.discarding());
      assertThat(server.hits).contains("GET " + MARK).endsWith("GET /v1/secret/erp");
    }
    for (String header : new String[] {"X-Vault-Request", "X-Vault-Namespace", "Accept-Language"}) {
      server.hits.clear();
      vault.http().send(asking(header), HttpResponse.BodyHandlers.discarding());
      assertThat(server.hits).containsExactly("GET /v1/secret/erp");
    }
  }

  private HttpRequest asking(String header) {
    return HttpRequest.newBuilder(server.address().resolve("/v1/secret/erp"))
        .header(header, "60")
        .build();
  }

  @Test
  void a_vault_that_becomes_another_one_while_it_is_marked_is_refused() {
    server.afterHit =
        hit -> {
          if (hit.equals("POST " + MARK)) {
            status(false, "cluster-of-production");
          }
        };
    assertThatThrownBy(vault::mark).hasMessageContaining("is a copy");
  }

  @Test
  void a_question_to_a_silent_vault_ends_within_seconds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      GuardedVault mute =
          new GuardedVault(
              lab.guard, URI.create("http://127.0.0.1:" + silent.getLocalPort()), () -> "t");
      assertTimeoutPreemptively(
          Duration.ofSeconds(25),
          () ->
              assertThatThrownBy(() -> mute.anonymous().opsForSys().isInitialized())
                  .isInstanceOf(ResourceAccessException.class));
    }
  }

  @Test
  void the_stop_file_ends_a_proof() throws IOException {
    vault.mark();
    Path stop = lab.guard.settings().stopFile();
    Files.createDirectories(stop.getParent());
    Files.createFile(stop);
    server.hits.clear();
    assertThatThrownBy(vault::verify).hasMessageContaining("stop file");
    assertThat(server.hits).isEmpty();
  }

  @Test
  void an_open_vault_that_is_not_this_run_s_is_neither_unsealed_nor_initialised() {
    vault.mark();
    status(false, "cluster-of-production");
    server.hits.clear();
    assertThatThrownBy(() -> vault.keyHolder().opsForSys().unseal("key"))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("is a copy");
    reply("GET /v1/sys/seal-status", 200, "{\"sealed\":true,\"initialized\":false}");
    assertThatThrownBy(
            () -> vault.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("it has not been initialised");
    assertThat(server.hits("PUT")).isZero();
    assertThat(vault.anonymous().opsForSys().getUnsealStatus().isSealed()).isTrue();
    status(false, "cluster-1");
    assertThat(vault.keyHolder().opsForSys().unseal("key").isSealed()).isFalse();
  }

  @Test
  void a_vault_whose_storage_is_slow_is_unsealed_in_its_own_time() throws Exception {
    vault.mark();
    status(true, "cluster-1");
    CountDownLatch never = new CountDownLatch(1);
    server.afterHit =
        hit -> {
          if (hit.equals("GET /v1/sys/seal-status")) {
            pause(never, Answers.WITHIN.plusMillis(500));
          }
        };
    assertThat(vault.keyHolder().opsForSys().unseal("key").isSealed()).isFalse();
  }

  private static void pause(CountDownLatch never, Duration time) throws IOException {
    try {
      assertThat(never.await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void what_does_not_tell_whether_it_is_sealed_gets_no_key() {
    vault.mark();
    for (int status : new int[] {204, 400, 401, 403, 404, 472}) {
      reply("GET /v1/sys/seal-status", status, "{}");
      server.hits.clear();
      assertThatThrownBy(() -> vault.keyHolder().opsForSys().unseal("key"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("does not tell whether it is sealed: HTTP " + status);
      assertThat(server.hits("PUT")).isZero();
    }
    for (String said :
        List.of(
            "{}",
            "{\"sealed\":null,\"initialized\":true}",
            "{\"sealed\":\"true\",\"initialized\":true}",
            "{\"sealed\":1}",
            "{\"sealed\":[true]}",
            "{\"Sealed\":true}",
            "{\"data\":{\"sealed\":true}}",
            "{\"errors\":[]}")) {
      reply("GET /v1/sys/seal-status", 200, said);
      server.hits.clear();
      assertThatThrownBy(() -> vault.keyHolder().opsForSys().unseal("key"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("does not tell whether it is sealed");
      assertThat(server.hits("PUT")).isZero();
    }
  }

  @Test
  void a_vault_without_a_list_of_logins_is_marked_by_what_it_mounts() {
    reply("GET /v1/sys/auth", 404, "{}");
    vault.mark();
    assertThat(server.hits).contains("POST /v1/sys/mounts/firedrill-mark");
    server.hits.clear();
    vault.mark();
    assertThat(server.hits).doesNotContain("POST /v1/sys/mounts/firedrill-mark");
  }

  @Test
  void marking_again_looks_at_the_mark() {
    vault.mark();
    nonce("f".repeat(32));
    assertThatThrownBy(vault::mark).hasMessageContaining("another run's nonce");
  }

  @Test
  void the_answer_to_an_init_is_whole_for_whoever_reads_it_later() throws Exception {
    HttpRequest init =
        HttpRequest.newBuilder(server.address().resolve("/v1/sys/init"))
            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    var body = vault.http().send(init, HttpResponse.BodyHandlers.ofPublisher()).body();
    var reader = HttpResponse.BodySubscribers.ofString(java.nio.charset.StandardCharsets.UTF_8);
    body.subscribe(reader);
    assertThat(reader.getBody().toCompletableFuture().get()).contains("root_token");
    for (String header : new String[] {"X-Forwarded-Host", "X-HTTP-Method-Override"}) {
      assertThatThrownBy(
              () -> vault.http().send(asking(header), HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  void a_mark_of_another_run_s_in_a_mount_of_the_mark_s_name_is_not_written_over() {
    reply(
        "GET /v1/sys/mounts",
        200,
        FRESH.replace("}}}", "},\"firedrill-mark/\":{\"type\":\"kv\"}}}"));
    reply("GET /v1/firedrill-mark", 200, "{\"data\":{\"keys\":[\"run\"]}}");
    nonce("f".repeat(32));
    assertThatThrownBy(vault::mark).hasMessageContaining("another run's nonce");
    assertThat(server.hits("POST")).isZero();
    reply("GET /v1/firedrill-mark", 200, "{\"data\":{\"keys\":[\"run\",\"more\"]}}");
    assertThatThrownBy(vault::mark).hasMessageContaining("firedrill-mark/ is mounted");
    reply("GET /v1/firedrill-mark", 403, "{}");
    assertThatThrownBy(vault::mark).hasMessageContaining("firedrill-mark/ is mounted");
    assertThat(server.hits("POST")).isZero();
    nonce(lab.guard.record().nonce());
    reply("GET /v1/firedrill-mark", 200, "{\"data\":{\"keys\":[\"run\"]}}");
    vault.mark();
    assertThat(server.hits).doesNotContain("POST /v1/sys/mounts/firedrill-mark");
  }
}
