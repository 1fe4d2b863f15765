package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedStoreTest {
  @TempDir Path folder;
  private final FakeServer server = FakeServer.http();
  private Fixture lab;
  private String nonce;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
    nonce = lab.guard.record().nonce();
    server.replies.put("GET /api/healthz", FakeServer.Reply.json(200, "{}"));
    server.replies.put("POST /api/v1/user/repos", FakeServer.Reply.json(201, "{}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private GuardedStore git() {
    return new GuardedStore(
        lab.guard, StoreKind.GITEA, server.address(), Duration.ofSeconds(2), () -> "token t");
  }

  private void mail(String mail) {
    user(server, mail, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static void user(FakeServer gitea, String mail, String created) {
    gitea.replies.put(
        "GET /api/v1/user",
        FakeServer.Reply.json(200, "{\"email\":\"" + mail + "\",\"created\":\"" + created + "\"}"));
  }

  private int create(GuardedStore store) throws IOException, InterruptedException {
    return store
        .send(
            HttpRequest.newBuilder(server.address().resolve("/api/v1/user/repos"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "0:0:0:0:0:0:0:1"})
  @DisplayName("a store on IPv6 is one like another, however its address is written")
  void on_ipv6(String literal) throws Exception {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null);
    try (FakeServer six = FakeServer.http(literal)) {
      user(
          six,
          StoreKind.mail(new StoreMark(lab.guard, "Gitea")),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      GuardedStore git =
          new GuardedStore(
              lab.guard, StoreKind.GITEA, six.address(), Duration.ofSeconds(2), () -> "token t");
      git.mark();
      six.hits.clear();
      git.verify();
      assertThat(six.hits).containsExactly("GET /api/v1/user");
    }
  }

  @Test
  void a_git_service_is_read_freely_and_written_to_with_the_mark() throws Exception {
    GuardedStore git = git();
    assertThat(
            git.send(
                    HttpRequest.newBuilder(server.address().resolve("/api/healthz")).build(),
                    BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(200);
    assertThat(server.hits).containsExactly("GET /api/healthz");
    mail(StoreKind.mail(new StoreMark(lab.guard, "Gitea")));
    git.mark();
    assertThat(create(git)).isEqualTo(201);
    git.verify();
  }

  @Test
  void another_or_no_mark_stops_the_write() {
    GuardedStore git = git();
    Property.holds(
        Property.cases(200),
        gen -> {
          server.hits.clear();
          String wrong =
              gen.of(
                  "gitops@pi2.invalid",
                  "",
                  nonce,
                  "gitops@" + nonce,
                  "gitops@" + nonce + ".firedrill.invalid.example",
                  "x" + "gitops@" + nonce + ".firedrill.invalid",
                  "gitops@" + "0".repeat(32) + ".firedrill.invalid");
          switch (gen.between(0, 2)) {
            case 0 -> mail(wrong);
            case 1 ->
                server.replies.put(
                    "GET /api/v1/user", FakeServer.Reply.json(gen.of(401, 403, 404, 302), "{}"));
            default ->
                server.replies.put(
                    "GET /api/v1/user",
                    FakeServer.Reply.json(200, gen.of("x", "[]", "null", "{}")));
          }
          assertThatThrownBy(() -> create(git)).isInstanceOf(GuardRefusal.class);
          assertThat(server.hits).doesNotContain("POST /api/v1/user/repos");
        });
  }

  @Test
  void a_store_that_has_shown_its_mark_and_knows_no_login_any_more_is_no_stranger()
      throws Exception {
    GuardedStore git = git();
    mail("gitops@" + lab.guard.record().nonce() + ".firedrill.invalid");
    git.mark();
    server.replies.put("GET /api/v1/user", FakeServer.Reply.json(401, "{}"));
    server.hits.clear();
    assertThatThrownBy(() -> create(git))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not show its mark any more");
    assertThat(server.hits).doesNotContain("POST /api/v1/user/repos");
    server.replies.put("GET /api/v1/user", FakeServer.Reply.json(403, "{}"));
    assertThatThrownBy(() -> create(git)).isInstanceOf(GuardRefusal.class);
  }

  @Test
  void a_store_that_does_not_answer_fails_the_call_without_a_refusal() {
    server.replies.put("GET /api/v1/user", FakeServer.Reply.json(503, "{}"));
    assertThatThrownBy(() -> create(git())).isInstanceOf(IOException.class);
    assertThat(server.hits).doesNotContain("POST /api/v1/user/repos");
  }

  @Test
  void a_wire_is_bound_to_its_address() {
    try (FakeServer other = FakeServer.http()) {
      assertThatThrownBy(() -> git().target("GET", other.address()))
          .hasMessageContaining("this client is bound to");
    }
    assertThatThrownBy(
            () ->
                new GuardedStore(
                    lab.guard,
                    StoreKind.GITEA,
                    URI.create("http://203.0.113.1"),
                    Duration.ofSeconds(1),
                    () -> "x"))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  void prometheus_shows_its_mark_as_an_external_label() {
    GuardedStore prometheus =
        new GuardedStore(
            lab.guard, StoreKind.PROMETHEUS, server.address(), Duration.ofSeconds(2), () -> null);
    for (String yaml :
        List.of(
            "global:\\n"
                + "  scrape_interval: 1s\\n"
                + "  external_labels:\\n"
                + "    a: b\\n"
                + "    firedrill_nonce: %s\\n"
                + "scrape_configs: []\\n",
            "global:\\n  external_labels:\\n    firedrill_nonce: \\\"%s\\\"\\n")) {
      config(yaml.formatted(nonce));
      started(Instant.now().toString());
      prometheus.mark();
      assertThatCode(prometheus::verify).doesNotThrowAnyException();
    }
    for (String yaml :
        List.of(
            "global:\\n  external_labels:\\n    firedrill_nonce: " + "0".repeat(32) + "\\n",
            "global:\\n  scrape_interval: 1s\\n# firedrill_nonce: " + nonce + "\\n",
            "scrape_configs:\\n  external_labels:\\n    firedrill_nonce: " + nonce + "\\n",
            "global:\\n  external_labels:\\n    other: " + nonce + "\\n")) {
      config(yaml);
      assertThatThrownBy(prometheus::verify).isInstanceOf(GuardRefusal.class);
    }
  }

  private void started(String at) {
    server.replies.put(
        "GET /api/v1/status/runtimeinfo",
        FakeServer.Reply.json(200, "{\"data\":{\"startTime\":\"" + at + "\"}}"));
  }

  /** What a store of each kind says of itself, and what it is asked. */
  private void says(StoreKind kind, String nonce, String since) {
    if (kind == StoreKind.GITEA) {
      user(server, "gitops@" + nonce + ".firedrill.invalid", since);
    } else {
      config("global:\\n  external_labels:\\n    firedrill_nonce: " + nonce + "\\n");
      started(since);
    }
  }

  private GuardedStore store(Guard guard, StoreKind kind) {
    return new GuardedStore(guard, kind, server.address(), Duration.ofSeconds(2), () -> "token t");
  }

  @ParameterizedTest
  @EnumSource(names = {"GITEA", "PROMETHEUS"})
  @DisplayName("whoever copies the mark of a store has not been there since the same moment")
  void copies(StoreKind kind) {
    Instant made = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    says(kind, nonce, made.toString());
    GuardedStore store = store(lab.guard, kind);
    assertThatThrownBy(store::verify).hasMessageContaining("its mark is a copy");
    store.mark();
    store.verify();
    store(new Guard(lab.store, lab.guard.record(), lab.guard.settings()), kind).verify();
    Property.holds(
        Property.cases(200),
        gen -> {
          boolean same = gen.of(true, false);
          Instant other =
              same ? made : made.plusSeconds(gen.of(-1, 1, 2, 3600)).plusNanos(gen.of(0, 1));
          boolean copied = gen.of(true, true, true, false);
          says(
              kind,
              copied ? nonce : "0".repeat(32),
              other.atOffset(ZoneOffset.ofHours(gen.between(-11, 11))).toString());
          if (same && copied) {
            store.verify();
          } else {
            assertThatThrownBy(store::verify).isInstanceOf(GuardRefusal.class);
          }
        });
    for (String untold : List.of("", "yesterday", "1764381234", "2026-11-29")) {
      says(kind, nonce, untold);
      assertThatThrownBy(store::verify).hasMessageContaining("since when");
      assertThatThrownBy(store::mark).hasMessageContaining("since when");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GITEA", "PROMETHEUS"})
  @DisplayName("one that is older than the run, another run's or an earlier process's is not taken")
  void not_ours(StoreKind kind) {
    Instant begun = lab.guard.record().created();
    says(kind, nonce, begun.minusSeconds(3).toString());
    assertThatThrownBy(store(lab.guard, kind)::mark).hasMessageContaining("older than this run");
    says(kind, "0".repeat(32), begun.toString());
    assertThatThrownBy(store(lab.guard, kind)::mark).hasMessageContaining("another run's nonce");
    says(kind, nonce, begun.toString());
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThatThrownBy(store(later, kind)::mark).hasMessageContaining("has not created it");
    assertThat(lab.guard.record().identities()).isEmpty();
    says(kind, nonce, begun.minusSeconds(2).toString());
    store(lab.guard, kind).mark();
    assertThat(lab.guard.record().identities()).hasSize(1);
  }

  @Test
  @DisplayName("a store that nothing could prove gets no client")
  void nothing_to_prove_it() {
    for (ThrowingCallable made :
        List.<ThrowingCallable>of(
            () -> store(lab.guard, StoreKind.MINIO),
            () ->
                new GuardedStore(
                    lab.guard,
                    StoreKind.GITEA,
                    server.address(),
                    Duration.ofSeconds(2),
                    (java.util.function.Supplier<String>) null),
            () ->
                new GuardedStore(
                    lab.guard,
                    StoreKind.GITEA,
                    server.address(),
                    Duration.ofSeconds(2),
                    (Enclosure) null))) {
      assertThatThrownBy(made)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("by which its mark could be seen");
    }
  }

  @Test
  @DisplayName(
      "a store in something that this run made is proved by that, and written down nowhere")
  void enclosed() {
    boolean[] there = {true};
    GuardedStore git =
        new GuardedStore(
            lab.guard,
            StoreKind.GITEA,
            server.address(),
            Duration.ofSeconds(2),
            Enclosure.at(
                server.address(),
                () -> {
                  if (!there[0]) {
                    throw new GuardRefusal("a machine", "it has no mark", "none");
                  }
                }));
    git.mark();
    assertThat(lab.guard.record().identities()).isEmpty();
    assertThat(server.hits).isEmpty();
    there[0] = false;
    assertThatThrownBy(git::mark).hasMessageContaining("it has no mark");
    assertThatThrownBy(git::verify).hasMessageContaining("it has no mark");
  }

  private void config(String yaml) {
    server.replies.put(
        "GET /api/v1/status/config",
        FakeServer.Reply.json(200, "{\"data\":{\"yaml\":\"" + yaml + "\"}}"));
  }

  @Test
  void a_store_whose_requests_are_signed_is_proved_by_who_signs() {
    StoreMark mark = new StoreMark(lab.guard, "MinIO");
    String[] object = {mark.text()};
    GuardedStore minio =
        new GuardedStore(
            lab.guard,
            StoreKind.MINIO,
            server.address(),
            Duration.ofSeconds(2),
            at -> mark.require(object[0]));
    URI bucket = server.address().resolve("/velero/x");
    assertThat(minio.target("PUT", bucket)).isEqualTo(bucket);
    object[0] = null;
    assertThat(minio.target("GET", bucket)).isEqualTo(bucket);
    assertThatThrownBy(() -> minio.target("DELETE", bucket))
        .hasMessageContaining("carries no mark");
  }

  @Test
  @DisplayName("a mark is another run's or ours, whatever spaces stand around it")
  void spaces() {
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThatThrownBy(() -> new StoreMark(later, "x").text()).isInstanceOf(GuardRefusal.class);
    new StoreMark(later, "x").require(" " + nonce + "\n");
  }
}
