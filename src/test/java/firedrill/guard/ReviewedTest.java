package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import firedrill.testing.Property;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("what a review of the guard was about")
class ReviewedTest {
  private static final TestCa CA = new TestCa();
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Fixture lab;

  @BeforeEach
  void lab() throws IOException {
    folder = folder.toRealPath();
    lab = new Fixture(folder);
  }

  private void stop() throws IOException {
    Files.createDirectories(lab.home.resolve(".firedrill/STOP"));
  }

  private GuardedKubernetes cluster(FakeServer server) {
    lab.withApiServer(server.address(), CA);
    server.replies.put(
        "GET " + KubernetesMark.NAMESPACE_PATH,
        FakeServer.Reply.json(
            200,
            "{\"metadata\":{\"uid\":\"u\",\"creationTimestamp\":\"%s\"}}"
                .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS))));
    return new GuardedKubernetes(
        lab.guard, new KubeMaterial(server.address(), CA.pem(), CA.client()));
  }

  @Test
  @DisplayName("of a client's settings only times and counts are taken, never a login or a program")
  void settings() {
    try (FakeServer server = FakeServer.https(CA)) {
      GuardedKubernetes kubernetes = cluster(server);
      server.replies.put(
          "GET " + PODS, FakeServer.Reply.json(200, "{\"kind\":\"PodList\",\"items\":[]}"));
      try (KubernetesClient client =
          kubernetes.client(
              new KubeCredentials.BearerToken("own"),
              given ->
                  new ConfigBuilder()
                      .withAutoConfigure(true)
                      .withMasterUrl(given.getMasterUrl())
                      .withOauthToken("persons")
                      .withAutoOAuthToken("persons")
                      .withUsername("persons")
                      .withPassword("persons")
                      .withCustomHeaders(Map.of("X-Persons", "persons"))
                      .withImpersonateUsername("persons")
                      .withHttpsProxy("http://192.0.2.1:3128")
                      .withRequestTimeout(Integer.MAX_VALUE)
                      .withRequestRetryBackoffInterval(Integer.MAX_VALUE)
                      .withRequestRetryBackoffLimit(-1))) {
        assertThat(client.pods().inNamespace("default").list().getItems()).isEmpty();
        assertThat(server.headers.get("GET " + PODS).values().toString()).doesNotContain("persons");
        assertThat(server.headers.get("GET " + PODS).getFirst("Authorization"))
            .isEqualTo("Bearer own");
        assertThat(client.getConfiguration().getRequestTimeout()).isEqualTo(3_600_000);
        assertThat(client.getConfiguration().getRequestRetryBackoffInterval()).isEqualTo(5000);
        assertThat(client.getConfiguration().getRequestRetryBackoffLimit()).isEqualTo(8);
        assertThat(client.getConfiguration().getAutoConfigure()).isFalse();
      }
      try (KubernetesClient client =
          kubernetes.client(
              CA.client(),
              given ->
                  given
                      .withRequestTimeout(0)
                      .withConnectionTimeout(77)
                      .withRequestRetryBackoffInterval(-1)
                      .withRequestRetryBackoffLimit(3))) {
        assertThat(client.getConfiguration().getRequestTimeout()).isEqualTo(30_000);
        assertThat(client.getConfiguration().getConnectionTimeout()).isEqualTo(77);
        assertThat(client.getConfiguration().getRequestRetryBackoffInterval()).isEqualTo(100);
        assertThat(client.getConfiguration().getRequestRetryBackoffLimit()).isEqualTo(3);
      }
      assertThatThrownBy(() -> kubernetes.client(CA.client(), given -> null))
          .isInstanceOf(GuardRefusal.class);
    }
  }

  private CompletableFuture<Throwable> asking(KubernetesClient client) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            client.pods().inNamespace("default").list();
            return null;
          } catch (RuntimeException e) {
            return e;
          }
        },
        // Not of the pool that the client itself works in.
        asker -> new Thread(asker).start());
  }

  @Test
  @DisplayName(
      "a call whose client is closed between two tries ends, and so does one at the stop file")
  void between_tries() {
    try (FakeServer server = FakeServer.https(CA)) {
      GuardedKubernetes kubernetes = cluster(server);
      server.replies.put("GET " + PODS, FakeServer.Reply.json(503, "{}"));
      for (boolean closed : new boolean[] {true, false}) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        server.afterHit = hit -> asked.complete(null);
        KubernetesClient client =
            kubernetes.client(
                CA.client(), given -> given.withRequestRetryBackoffInterval(closed ? 300 : 5000));
        CompletableFuture<Throwable> call = asking(client);
        assertTimeoutPreemptively(
            SOON,
            () -> {
              asked.get();
              if (closed) {
                client.close();
              } else {
                stop();
              }
              assertThat(call.get()).isNotNull();
            });
        client.close();
        if (!closed) {
          assertThat(GuardRefusal.in(call.join())).isNotNull();
        }
      }
    }
  }

  @Test
  @DisplayName("a statement with the nonce is handed out by the process that began the run alone")
  void statements() throws IOException {
    assertThat(new PostgresMark(lab.guard).statements()).isNotEmpty();
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    assertThatThrownBy(() -> new PostgresMark(later).statements())
        .hasMessageContaining("began in another one");
    assertThatThrownBy(() -> later.recordHosts(List.of("pi9")))
        .hasMessageContaining("began in another one");
    assertThatThrownBy(() -> later.recordApiServer(URI.create("https://127.0.0.1:1"), CA.pem()))
        .hasMessageContaining("began in another one");
    stop();
    assertThatThrownBy(() -> new PostgresMark(lab.guard).statements())
        .hasMessageContaining(".firedrill/STOP");
  }

  @Test
  @DisplayName("in another home of the same person what can be seen and not be read stops too")
  void other_homes() throws IOException {
    Path home = Files.createDirectories(folder.resolve("other"));
    Path stop = home.resolve(".firedrill/STOP");
    StopFile.requireAbsentElsewhere(stop);
    StopFile.requireAbsentElsewhere(folder.resolve("none/.firedrill/STOP"));
    Path own = Files.createDirectory(home.resolve(".firedrill"));
    StopFile.requireAbsentElsewhere(stop);
    Files.createSymbolicLink(stop, folder.resolve("nothing"));
    stops(stop);
    Files.delete(stop);
    Files.delete(own);
    Files.createFile(own);
    stops(stop);
    Files.delete(own);
    Files.createSymbolicLink(own, folder.resolve("nothing"));
    stops(stop);
    Files.delete(own);
    Files.createSymbolicLink(own, own);
    stops(stop);
  }

  private static void stops(Path stop) {
    assertThatThrownBy(() -> StopFile.requireAbsentElsewhere(stop))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("stop file");
  }

  @Test
  @DisplayName("a folder of stop files that was there and is gone stops, as a home does")
  void gone() throws IOException {
    Path own = Files.createDirectories(lab.home.resolve(".firedrill"));
    lab.guard.requireRunning();
    Path away = Files.move(own, folder.resolve("away"));
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("it was there, and is gone");
    Files.createDirectory(own);
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("it was there, and another");
    Files.delete(own);
    Files.move(away, own);
    lab.guard.requireRunning();
    Files.move(lab.home, folder.resolve("moved"));
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("it was there, and is gone");
  }

  @Test
  @DisplayName("only a record is deleted, and only out of a folder of this user's alone")
  void deleted() throws IOException {
    Path docker = Files.createDirectories(folder.resolve("docker"));
    Path config = Files.writeString(docker.resolve("config.json"), "{\"auths\":{}}");
    RecordStore odd = new RecordStore(docker);
    assertThatThrownBy(() -> odd.delete("config")).isInstanceOf(GuardRefusal.class);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> odd.delete("config")).isInstanceOf(GuardRefusal.class);
    Path record = folder.resolve("records/run-1.json");
    Files.copy(record, folder.resolve("records/run-2.json"));
    Files.setPosixFilePermissions(
        folder.resolve("records/run-2.json"), PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> lab.store.delete("run-2")).hasMessageContaining("belongs to run");
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("records"));
    assertThatThrownBy(() -> new RecordStore(folder.resolve("linked")).delete("run-1"))
        .isInstanceOf(GuardRefusal.class);
    assertThat(config).exists();
    assertThat(record).exists();
    lab.store.delete("run-1");
    lab.store.delete("run-1");
    assertThat(record).doesNotExist();
  }

  @Test
  @DisplayName("a records folder that others may write to by now ends the run")
  void opened() throws IOException {
    Path records = folder.resolve("records");
    Files.setPosixFilePermissions(records, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(lab.guard::requireRunning).hasMessageContaining("others may write");
    Files.setPosixFilePermissions(records, PosixFilePermissions.fromString("rwx------"));
    lab.guard.requireRunning();
    Files.move(records, folder.resolve("moved"));
    Files.createSymbolicLink(records, folder.resolve("moved"));
    assertThatThrownBy(lab.guard::requireRunning).isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("each folder on the way counts, also those that only a link in the middle lies in")
  void folders_on_the_way() throws IOException {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path own = Files.createTempDirectory(folder, "way");
          int links = gen.between(1, 4);
          Path to = Files.createDirectories(own.resolve("real"));
          Path open = null;
          for (int i = 0; i < links; i++) {
            Path at = Files.createDirectories(own.resolve("d" + i));
            to =
                Files.createSymbolicLink(
                    at.resolve("l"), gen.of(true, false) ? to : at.relativize(to));
            open = open == null || gen.of(true, false) ? at : open;
          }
          long user = (Integer) Files.getAttribute(own, "unix:uid");
          Path file = to.resolve("x/y");
          Files.createDirectories(own.resolve("real/x"));
          assertThat(FoldersAbove.fault(file, user)).isNull();
          Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
          assertThat(FoldersAbove.fault(file, user)).contains("everybody may put");
        });
  }

  @Test
  @DisplayName("what a server runs in has a plain address, and no name is looked up for it")
  void enclosures() {
    for (String odd :
        List.of(
            "http:///x",
            "http://vault_prod:9000",
            "http://127.0.0.1:99999",
            "http://pi2:3000",
            "http://127.0.0.1/x",
            "mailto:x")) {
      assertThatThrownBy(() -> Enclosure.at(URI.create(odd), () -> {}))
          .as(odd)
          .isInstanceOf(GuardRefusal.class);
    }
    Enclosure.at(URI.create("http://127.0.0.1:3000"), () -> {})
        .require(new java.net.InetSocketAddress("127.0.0.1", 3000));
  }

  @Test
  @DisplayName("where no authority was given nobody is trusted, whatever the JVM trusts")
  void trust() {
    try (FakeServer server = FakeServer.https(CA)) {
      MinioLogin root = MinioLogin.fresh();
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", server.address(), () -> root);
      assertThatThrownBy(minio::mark).hasStackTraceContaining("nobody is trusted");
      GuardedVault vault = new GuardedVault(lab.guard, server.address(), () -> "root");
      assertThatThrownBy(vault::mark).hasMessageContaining("no certificate of the lab's authority");
      assertThat(server.hits).isEmpty();
      assertThat(Tls.NOBODY.getAcceptedIssuers()).isEmpty();
      assertThatThrownBy(() -> Tls.NOBODY.checkClientTrusted(null, "RSA"))
          .hasMessageContaining("nobody is trusted");
    }
    try (FakeServer server = FakeServer.https(CA)) {
      HttpRequest request = HttpRequest.newBuilder(server.address()).build();
      assertThatThrownBy(() -> new GuardedHttp(lab.guard).send(request, BodyHandlers.discarding()))
          .isInstanceOf(IOException.class);
      assertThat(server.hits).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gitops/lab/archive/main.zip",
        "/user/oauth2/github",
        "/login/oauth/authorize?client_id=x",
        "/velero/x?lambdaArn=arn&X-Amz-Signature=y",
        "/velero/x?x-amz-signature=y",
        "/velero/x?restore",
        "/quitquitquit",
        "/Shutdown",
        "/EXEC/x",
        "/admin/stop",
        "/jobs/1/delete",
        "/run",
        "/exec/a/b/c",
        "/attach/x",
        "/portForward/x",
        "/cri/exec/x",
        "/quit",
        "/restart",
        "/reboot",
        "/a/quietDown",
        "/delete-all",
        "/x/Reset_cache/y",
        "/cgi-bin/x",
        "/api/v1/admin/x",
        "/apis/a/v1/b",
        "/a/create",
        "/loggers?x=1&level=debug",
        "/a?action=delete",
        "/a?cmd",
        "/V1/sys/seal-status",
        "/API/v1/version",
        "/Minio/health/live",
        "/a%62",
        "/a//b",
        "/a/../b",
        "/a;b",
        "/hooks/deploy",
        "/job/x/build",
        "/power/off",
        "/config?set=x",
        "/x?a=delete",
        "/session/new",
        "/checkpoint/a/b/c",
        "/debug/pprof/profile?seconds=30",
        "/healthz?restart",
        "/metrics/reset",
        "/?on"
      })
  @DisplayName("a question by which something is done is none for a client that looks at no mark")
  void plain_calls(String path) {
    URI uri = URI.create("http://127.0.0.1:9" + path);
    for (String method : List.of("GET", "HEAD")) {
      assertThat(PlainCall.reads(method, uri)).isFalse();
    }
    for (String read : List.of("/", "", "/metrics", "/healthz", "/minio/health/live")) {
      assertThat(PlainCall.reads("GET", URI.create("http://127.0.0.1:9" + read))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "container-0123456789ab",
        "machine-x",
        "repository-1-2",
        "gitea-1-0",
        "prometheus-1-0"
      })
  @DisplayName("a store is not called as the record calls something else")
  void names(String name) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    assertThatThrownBy(
            () -> new GuardedMinio(lab.guard, name, nowhere, () -> MinioLogin.of("a", "b")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("no name of one");
  }

  @Test
  @DisplayName(
      "a service that leads to itself by its recorded name is followed by whoever wants to")
  void own_name() throws Exception {
    lab.guard.recordHosts(List.of("localhost"));
    try (FakeServer git = FakeServer.http();
        FakeServer other = FakeServer.http()) {
      GuardedHttp http = new GuardedHttp(lab.guard);
      HttpRequest request = HttpRequest.newBuilder(git.address()).build();
      String own = "http://localhost:" + git.address().getPort() + "/login";
      git.replies.put("GET /", new FakeServer.Reply(302, "", Map.of("Location", own)));
      git.replies.put("GET ", new FakeServer.Reply(302, "", Map.of("Location", own)));
      assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(302);
      for (String elsewhere :
          List.of(
              "http://localhost:" + other.address().getPort() + "/",
              "https://localhost:" + git.address().getPort() + "/",
              "http://pi2:" + git.address().getPort() + "/",
              "http://u@localhost:" + git.address().getPort() + "/",
              "//192.0.2.1/")) {
        git.replies.put("GET /", new FakeServer.Reply(302, "", Map.of("Location", elsewhere)));
        git.replies.put("GET ", new FakeServer.Reply(302, "", Map.of("Location", elsewhere)));
        assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
            .as(elsewhere)
            .isInstanceOf(GuardRefusal.class);
      }
      assertThatThrownBy(() -> http.client().newWebSocketBuilder())
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName("a login is hidden wherever it stands, and a control character is written out")
  void messages() {
    for (String url :
        List.of(
            "http:/user:hunter2@10.77.0.2/",
            "http:///admin:hunter2@10.77.0.2:8200/",
            "http://h/a:hunter2@x/y",
            "http:/a:hunter2@x")) {
      assertThat(Shown.address(URI.create(url))).as(url).doesNotContain("hunter2");
      assertThatThrownBy(() -> lab.guard.requireAddress(URI.create(url)))
          .hasMessageNotContaining("hunter2");
    }
    assertThat(Shown.address(URI.create("http:/user:hunter2@10.77.0.2/")))
        .isEqualTo("…@10.77.0.2/");
    for (String host :
        List.of("root:hunter2:2375", ":hunter2", "a:hunter2", "a:b:hunter2", "[x:hunter2]")) {
      assertThat(Shown.host(host)).as(host).doesNotContain("hunter2");
      assertThat(Shown.host("tcp://" + host)).doesNotContain("hunter2");
    }
    for (String plain :
        List.of("h:80", "::1", "fd00::1", "[fd00::1]:443", "h", "/a:b", "10.0.0.1:1", ":80")) {
      assertThat(Shown.host(plain)).isEqualTo(plain);
    }
    assertThat(Shown.address(URI.create("/a/b/"))).isEqualTo("/a/b/");
    assertThat(Shown.text(null)).isEqualTo("null");
    assertThat(Shown.isOdd("\ud800")).isTrue();
    assertThat(Shown.isOdd("\udfff")).isTrue();
    assertThat(Shown.isOdd("\ud7ff\ue000 \t\r\n🔥")).isFalse();
    assertThat(Shown.isOdd("\u001f")).isTrue();
    ChildEnvironment children = new ChildEnvironment(lab.guard, folder.resolve("run"));
    for (String name : List.of("PGHOST", "VAULT_ADDR", "AWS_ENDPOINT_URL")) {
      assertThatThrownBy(() -> children.require(Map.of(name, "S3cretS3cret")))
          .hasStackTraceContaining(name)
          .satisfies(
              thrown -> {
                java.io.StringWriter all = new java.io.StringWriter();
                thrown.printStackTrace(new java.io.PrintWriter(all));
                assertThat(all.toString()).doesNotContain("S3cretS3cret");
              });
    }
    java.sql.SQLException odd = new java.sql.SQLException("a\u001b[2J", "42000", 7);
    assertThat(GuardedJdbc.plain(odd).getMessage()).isEqualTo("a\\u001b[2J");
    java.sql.SQLException detailed = new java.sql.SQLException("a\n  Detail: b");
    assertThat((Object) GuardedJdbc.plain(detailed)).isSameAs(detailed);
  }
}
