package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.support.VaultInitializationRequest;

/** Only what this process has just made gets its mark. */
class AdoptionPropertyTest {
  private static final TestCa CA = new TestCa();
  private static final String FRESH =
      "\"sys/\":{\"type\":\"system\"},\"identity/\":{\"type\":\"identity\"},"
          + "\"cubbyhole/\":{\"type\":\"cubbyhole\"}";

  @TempDir Path folder;
  private final FakeServer vault = FakeServer.http();
  private final FakeServer api = FakeServer.https(CA);
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder).withApiServer(api.address(), CA);
  }

  @AfterEach
  void stop() {
    vault.close();
    api.close();
  }

  private void vaultSays(String key, int status, String body) {
    vault.replies.put(key, FakeServer.Reply.json(status, body));
  }

  private void fresh() {
    vault.replies.clear();
    vault.hits.clear();
    vaultSays("PUT /v1/sys/init", 200, "{\"keys\":[\"k\"],\"root_token\":\"born\"}");
    vaultSays("GET /v1/sys/seal-status", 200, "{\"sealed\":false,\"cluster_id\":\"c\"}");
    vaultSays("GET /v1/sys/mounts", 200, "{\"data\":{" + FRESH + "}," + FRESH + "}");
    vaultSays("GET /v1/sys/auth", 200, "{\"data\":{\"token/\":{\"type\":\"token\"}}}");
    vaultSays("POST /v1/sys/mounts/firedrill-mark", 204, "");
    vaultSays("POST " + VaultMark.MARK_PATH, 204, "");
    vaultSays(
        "GET " + VaultMark.MARK_PATH,
        200,
        "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}");
  }

  private GuardedVault initialised() {
    GuardedVault guarded = new GuardedVault(lab.guard, vault.address(), () -> "born");
    guarded.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1));
    return guarded;
  }

  @Test
  void a_vault_that_was_initialised_here_and_is_unused_is_marked_twice() {
    fresh();
    GuardedVault guarded = initialised();
    guarded.mark();
    guarded.mark();
    assertThat(vault.hits.stream().filter(("POST " + VaultMark.MARK_PATH)::equals)).hasSize(1);
    assertThat(lab.guard.record().vaultClusterId()).isEqualTo("c");
  }

  @Test
  void a_vault_that_is_in_use_or_was_not_initialised_here_is_never_written_to() {
    // A client of each kind for all cases: to make one costs more than a case.
    GuardedVault bystander = new GuardedVault(lab.guard, vault.address(), () -> "root");
    VaultTemplate asking = bystander.keyHolder();
    GuardedVault own = new GuardedVault(lab.guard, vault.address(), () -> "born");
    VaultTemplate initialising = own.keyHolder();
    Property.holds(
        Property.cases(200),
        gen -> {
          fresh();
          GuardedVault guarded = own;
          if (gen.between(0, 4) == 0) {
            guarded = bystander;
            triedInVain(gen, asking);
          } else {
            used(gen);
            initialising.opsForSys().initialize(VaultInitializationRequest.create(1, 1));
          }
          assertThatThrownBy(guarded::mark).isInstanceOf(GuardRefusal.class);
          assertThat(vault.hits).noneMatch(hit -> hit.startsWith("POST "));
          assertThat(lab.guard.record().vaultClusterId()).isNull();
        });
  }

  /** Asked to initialise a Vault that is so already, or not asked at all. */
  private void triedInVain(Gen gen, VaultTemplate asking) {
    if (gen.of(true, false)) {
      return;
    }
    vaultSays("PUT /v1/sys/init", gen.of(400, 403, 404), "{\"root_token\":\"x\"}");
    try {
      asking.opsForSys().initialize(VaultInitializationRequest.create(1, 1));
    } catch (RuntimeException e) {
      assertThat(e).isNotNull();
    }
  }

  private void used(Gen gen) {
    String other = gen.of("kv", "database", "pki", "transit", "");
    switch (gen.between(2, 8)) {
      case 2 -> vaultSays("PUT /v1/sys/init", 200, "{\"keys\":[\"k\"],\"root_token\":\"\"}");
      case 3 ->
          vaultSays(
              "GET /v1/sys/mounts",
              200,
              "{\"data\":{" + FRESH + ",\"x/\":{\"type\":\"" + other + "\"}}}");
      case 4 ->
          vaultSays(
              "GET /v1/sys/mounts",
              200,
              gen.of(
                  "{}",
                  "{\"data\":{}}",
                  "[]",
                  "x",
                  "{\"data\":null}",
                  "{\"data\":{\"sys/\":{\"type\":\"system\"}}}"));
      case 5 ->
          vaultSays(
              "GET /v1/sys/mounts",
              200,
              "{\"data\":{" + FRESH + "},\"x/\":{\"type\":\"" + other + "\"}}");
      case 6 ->
          vaultSays(
              "GET /v1/sys/auth",
              200,
              "{\"data\":{\"token/\":{\"type\":\"token\"},\"u/\":{\"type\":\""
                  + gen.of("userpass", "kubernetes", "oidc", "")
                  + "\"}}}");
      case 7 -> vaultSays("GET /v1/sys/auth", gen.of(403, 400), "{}");
      default -> vaultSays("GET /v1/sys/auth", 200, gen.of("{}", "null", "{\"data\":{}}"));
    }
  }

  @Test
  void a_guard_of_an_earlier_run_adopts_neither() {
    fresh();
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    GuardedVault guarded = new GuardedVault(later, vault.address(), () -> "born");
    guarded.keyHolder().opsForSys().initialize(VaultInitializationRequest.create(1, 1));
    assertThatThrownBy(guarded::mark).hasMessageContaining("began in another one");
    cluster("u", Instant.now());
    assertThatThrownBy(
            () ->
                new GuardedKubernetes(later, new KubeMaterial(api.address(), CA.pem(), CA.client()))
                    .mark())
        .hasMessageContaining("began in another one");
  }

  private void cluster(String uid, Instant created) {
    api.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"%s\",\"creationTimestamp\":\"%s\"}}"
                .formatted(uid, created.truncatedTo(ChronoUnit.SECONDS))));
  }

  private void items(String kind, int status, String body) {
    api.replies.put("GET /api/v1/" + kind, FakeServer.Reply.json(status, body));
  }

  @Test
  void a_cluster_that_is_in_use_is_never_written_to() {
    GuardedKubernetes guarded =
        new GuardedKubernetes(lab.guard, new KubeMaterial(api.address(), CA.pem(), CA.client()));
    Property.holds(
        Property.cases(200),
        gen -> {
          api.replies.clear();
          api.hits.clear();
          Instant now = Instant.now();
          cluster("u", now);
          api.replies.put(
              "POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(201, "{}"));
          String old =
              lab.guard
                  .record()
                  .created()
                  .minusSeconds(gen.between(60, 100_000_000))
                  .truncatedTo(ChronoUnit.SECONDS)
                  .toString();
          String item = "{\"metadata\":{\"name\":\"x\",\"creationTimestamp\":\"" + old + "\"}}";
          String young = "{\"metadata\":{\"creationTimestamp\":\"" + now.plusSeconds(1) + "\"}}";
          String kind = gen.of("nodes", "pods");
          switch (gen.between(0, 5)) {
            case 0 -> items(kind, 200, "{\"items\":[" + young + "," + item + "]}");
            case 1 -> items(kind, gen.of(403, 401, 400), "{}");
            case 2 -> items(kind, 200, gen.of("{}", "x", "[]", "{\"items\":{}}"));
            case 3 -> items(kind, 200, "{\"metadata\":{\"continue\":\"x\"},\"items\":[]}");
            case 4 -> items(kind, 200, "{\"items\":[{\"metadata\":{}}]}");
            default ->
                cluster("u", lab.guard.record().created().minusSeconds(gen.between(60, 1_000_000)));
          }
          assertThatThrownBy(guarded::mark).isInstanceOf(GuardRefusal.class);
          assertThat(api.hits).noneMatch(hit -> hit.startsWith("POST "));
          assertThat(lab.guard.record().kubeSystemUid()).isNull();
        });
  }

  /** Such as another lab's, started after this run's record: each of its answers is a good one. */
  @Test
  void a_young_cluster_that_this_process_has_not_made_is_never_written_to() {
    TestCa foreign = TestCa.foreign();
    try (FakeServer other = FakeServer.https(foreign)) {
      Fixture begun = new Fixture(folder.resolve("begun")).withApiServer(other.address(), foreign);
      GuardedKubernetes guarded =
          new GuardedKubernetes(
              begun.guard, new KubeMaterial(other.address(), foreign.pem(), foreign.client()));
      Property.holds(
          Property.cases(200),
          gen -> {
            young(other, begun, gen);
            InetSocketAddress beside =
                new InetSocketAddress("127.0.0.1", other.address().getPort() % 65535 + 1);
            GuardRefusal notOurs = new GuardRefusal("it", "it carries no mark", "none");
            switch (gen.between(0, 2)) {
              case 0 -> assertThatThrownBy(guarded::mark).hasMessageContaining("somebody else's");
              case 1 ->
                  assertThatThrownBy(() -> guarded.markIn(Enclosure.at(beside, () -> {})))
                      .hasMessageContaining("and no other");
              default ->
                  assertThatThrownBy(
                          () ->
                              guarded.markIn(
                                  Enclosure.at(
                                      other.address(),
                                      () -> {
                                        throw notOurs;
                                      })))
                      .isSameAs(notOurs);
            }
            assertThat(other.hits).noneMatch(hit -> hit.startsWith("POST "));
            assertThat(begun.guard.record().kubeSystemUid()).isNull();
          });
      AtomicInteger looks = new AtomicInteger();
      guarded.markIn(Enclosure.at(other.address(), looks::incrementAndGet));
      assertThat(looks).hasValue(1);
      assertThat(begun.guard.record().kubeSystemUid()).isEqualTo("u");
    }
  }

  private static void young(FakeServer server, Fixture begun, Gen gen) {
    Instant now = Instant.now().plusSeconds(gen.between(0, 86_400));
    server.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200, "{\"metadata\":{\"uid\":\"u\",\"creationTimestamp\":\"" + now + "\"}}"));
    for (String kind : List.of("nodes", "pods")) {
      server.replies.put(
          "GET /api/v1/" + kind,
          gen.of(FakeServer.Reply.json(200, "{\"items\":[]}"), FakeServer.Reply.json(404, "{}")));
    }
    server.replies.put(
        "POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(gen.of(201, 409), "{}"));
    server.replies.put(
        "GET " + KubernetesMark.MARK_PATH,
        FakeServer.Reply.json(
            200, "{\"data\":{\"nonce\":\"" + begun.guard.record().nonce() + "\"}}"));
  }

  @Test
  void a_cluster_whose_machines_are_as_young_as_the_run_is_marked() {
    cluster("u", Instant.now());
    items(
        "nodes",
        200,
        "{\"items\":[{\"metadata\":{\"creationTimestamp\":\"" + Instant.now() + "\"}}]}");
    items("pods", 200, "{\"items\":null}");
    api.replies.put("POST " + KubernetesMark.CONFIG_MAPS_PATH, FakeServer.Reply.json(409, "{}"));
    api.replies.put(
        "GET " + KubernetesMark.MARK_PATH,
        FakeServer.Reply.json(
            200, "{\"data\":{\"nonce\":\"" + lab.guard.record().nonce() + "\"}}"));
    GuardedKubernetes guarded =
        new GuardedKubernetes(lab.guard, new KubeMaterial(api.address(), CA.pem(), CA.client()));
    guarded.mark();
    assertThat(lab.guard.record().kubeSystemUid()).isEqualTo("u");
  }
}
