package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Property;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ways around the guard that were found by trying")
class HoleTest {
  @TempDir Path folder;
  private final FakeServer server = FakeServer.http();
  private Fixture lab;

  @BeforeEach
  void lab() {
    lab = new Fixture(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("a client that looks at no mark changes nothing where another one looks at it")
  void marked_address_by_a_client_without_marks() throws Exception {
    GuardedHttp http = new GuardedHttp(lab.guard);
    assertThat(status(http, "GET", server.address())).isEqualTo(404);
    new GuardedVault(lab.guard, server.address(), () -> "t");
    try (FakeServer other = FakeServer.http()) {
      assertThat(status(http, "GET", other.address().resolve("/version"))).isEqualTo(404);
    }
    assertThat(status(http, "GET", server.address().resolve("/v1/sys/health"))).isEqualTo(404);
    Property.holds(
        Property.cases(200),
        gen -> {
          server.hits.clear();
          boolean reads = gen.of(true, false);
          String method =
              reads
                  ? gen.of("GET", "HEAD")
                  : gen.of("POST", "PUT", "DELETE", "PATCH", "LIST", "OPTIONS", "get");
          String path =
              reads
                  ? gen.of(
                      "/v1/database/creds/erp", "/v1/secret/../sys/seal", "/v1/sys/rotate", "/x")
                  : gen.of("/v1/secret/x", "/", "/v1/sys/init", "/a" + gen.textOf("ab/", 9));
          String host = gen.of("127.0.0.1", "127.0.0.2", "[::1]", "127.1.2.3");
          URI other = URI.create("http://" + host + ":" + server.address().getPort() + path);
          assertThatThrownBy(() -> status(http, method, other))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("carries a mark");
          assertThat(server.hits).isEmpty();
        });
  }

  private static int status(GuardedHttp http, String method, URI uri)
      throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  /** Whose parts change between two looks, or are missing. */
  private static HttpRequest request(List<URI> uris, String method, HttpHeaders headers) {
    AtomicInteger looks = new AtomicInteger();
    return new HttpRequest() {
      @Override
      public Optional<BodyPublisher> bodyPublisher() {
        return Optional.empty();
      }

      @Override
      public String method() {
        return method;
      }

      @Override
      public Optional<Duration> timeout() {
        return Optional.empty();
      }

      @Override
      public boolean expectContinue() {
        return false;
      }

      @Override
      public URI uri() {
        return uris.get(Math.min(looks.getAndIncrement(), uris.size() - 1));
      }

      @Override
      public Optional<HttpClient.Version> version() {
        return Optional.empty();
      }

      @Override
      public HttpHeaders headers() {
        return headers;
      }
    };
  }

  private static HttpHeaders none() {
    return HttpHeaders.of(Map.of(), (name, value) -> true);
  }

  @Test
  @DisplayName("what a Vault says to another question is not taken for its initialisation")
  void birth_by_a_changing_request() {
    GuardedVault vault = new GuardedVault(lab.guard, server.address(), () -> "t");
    URI init = server.address().resolve("/v1/sys/init");
    URI kept = server.address().resolve("/v1/secret/x");
    server.replies.put(
        "GET /v1/sys/seal-status",
        FakeServer.Reply.json(200, "{\"sealed\":false,\"cluster_id\":\"foreign\"}"));
    server.replies.put(
        "POST /v1/secret/x", FakeServer.Reply.json(200, "{\"root_token\":\"stolen\"}"));
    for (List<URI> uris : List.of(List.of(init, kept), List.of(kept, init))) {
      try {
        vault.http().send(request(uris, "POST", none()), BodyHandlers.ofString());
      } catch (IOException | InterruptedException | GuardRefusal e) {
        // Whatever it says: the question is what the mark says afterwards.
      }
    }
    assertThatThrownBy(vault::mark).hasMessageContaining("has not initialised it");
  }

  @Test
  @DisplayName("a request without a method, an address or headers is refused")
  void missing_parts() {
    URI uri = server.address();
    GuardedHttp http = new GuardedHttp(lab.guard);
    for (HttpRequest broken :
        java.util.Arrays.asList(
            null,
            request(java.util.Collections.singletonList(null), "GET", none()),
            request(List.of(uri), null, none()),
            request(List.of(uri), "GET", null))) {
      assertThatThrownBy(() -> http.send(broken, BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(server.hits).isEmpty();
  }

  @Test
  @DisplayName("an answer whose body never ends, ends")
  void endless_body() throws Exception {
    @SuppressWarnings("ModifiedButNotUsed") // Else they are closed when memory is cleaned up.
    List<Socket> kept = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (ServerSocket stalling = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = stalling.accept();
                    kept.add(socket);
                    OutputStream out = socket.getOutputStream();
                    out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"
                            .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      answering.setDaemon(true);
      answering.start();
      HttpClient plain = HttpClient.newHttpClient();
      HttpRequest asked =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stalling.getLocalPort())).build();
      Duration limit = Duration.ofMillis(300);
      assertThatThrownBy(
              () -> Ending.within(limit, plain.sendAsync(asked, BodyHandlers.ofString())))
          .isInstanceOf(HttpTimeoutException.class)
          .hasMessageContaining("no whole answer");
      assertThatThrownBy(
              () ->
                  Ending.eventually(limit, plain.sendAsync(asked, BodyHandlers.ofString())).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  @DisplayName("a plain setting that holds an address or a protected path is looked at")
  void plain_settings() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    ChildEnvironment environment = new ChildEnvironment(lab.guard, run).allowing("MY_SETTING");
    String keys = lab.home.resolve(".arcodange/unseal").toString();
    String kube = lab.home.resolve(".kube/config").toString();
    Property.holds(
        Property.cases(200),
        gen -> {
          String name =
              gen.of("PGDATA", "SHELL", "TLS_DIR", "TZ", "POSTGRES_INITDB_ARGS", "MY_SETTING");
          String value =
              gen.of("", "-X ", "--dir=", ":", "a:", "x, ", "file:", "'")
                  + gen.of(
                      keys,
                      kube,
                      "~/x",
                      "~root/.kube",
                      "http://203.0.113.7/x",
                      "https://vault.example.org",
                      "postgres://db.example.org/x",
                      "/etc/rancher/k3s/k3s.yaml")
                  + gen.of("", " ", ":/tmp");
          assertThatThrownBy(() -> environment.require(Map.of(name, value)))
              .as(name + "=" + value)
              .isInstanceOf(GuardRefusal.class);
        });
    for (Map.Entry<String, String> fine :
        Map.of(
                "PGDATA", "/var/lib/postgresql/data",
                "SHELL", "/bin/sh",
                "TZ", "Europe/Paris",
                "POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C -X /var/lib/wal",
                "MY_SETTING", "http://10.77.0.12:9000",
                "NO_PROXY", "localhost,127.0.0.1,.svc,10.0.0.0/8",
                "LC_ALL", "C.UTF-8")
            .entrySet()) {
      assertThatCode(() -> environment.require(Map.of(fine.getKey(), fine.getValue())))
          .as(fine.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("another name of a file in a protected place is that file")
  void hard_links() throws Exception {
    Path kept = Files.createDirectories(lab.home.resolve(".kube/clusters/pi")).resolve("config");
    Files.writeString(kept, "x");
    Files.createFile(kept.resolveSibling("other"));
    Path run = Files.createDirectories(folder.resolve("run"));
    Path link = Files.createLink(run.resolve("config"), kept);
    Path own = Files.writeString(run.resolve("own"), "y");
    Path twice = Files.createLink(run.resolve("twice"), own);
    ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
    assertThatThrownBy(() -> paths.require(link))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(".kube");
    assertThat(paths.require(twice)).isEqualTo(twice);
    assertThat(paths.require(own)).isEqualTo(own);
    assertThat(paths.require(run)).isEqualTo(run);
  }

  @Test
  @DisplayName("a limit of no time is a call that never ends")
  void limits() {
    GuardedJdbc jdbc = new GuardedJdbc(lab.guard);
    for (String name :
        List.of("socketTimeout", "connectTimeout", "loginTimeout", "cancelSignalTimeout")) {
      String url = "jdbc:postgresql://10.77.0.12:5432/erp?" + name;
      assertThat(jdbc.require(url + "=20")).endsWith("=20");
      for (String value : List.of("", "=", "=0", "=00", "=-1", "=0x5", "=99999", "=1e9", "=a")) {
        assertThatThrownBy(() -> jdbc.require(url + value)).isInstanceOf(GuardRefusal.class);
      }
    }
  }

  @Test
  @DisplayName("the user's home is no empty home, even where an empty one would be")
  void odd_homes() {
    for (String home : List.of("/", "/tmp", "/nonexistent")) {
      Guard odd =
          new Guard(
              lab.store,
              lab.guard.record(),
              new GuardSettings(Path.of(home), Map.of("HOME", home)));
      ChildEnvironment environment = new ChildEnvironment(odd, folder.resolve("run"));
      assertThatThrownBy(() -> environment.require(Map.of("HOME", home)))
          .hasMessageContaining("the user's own home");
      assertThatCode(() -> environment.require(Map.of("HOME", "/var/empty")))
          .doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("what is null is refused as such")
  void nulls() {
    ChildEnvironment environment = new ChildEnvironment(lab.guard, folder.resolve("run"));
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            () -> lab.guard.recordHosts(null),
            () -> lab.guard.requireAddress((String) null),
            () -> lab.guard.requireAddress((URI) null),
            () -> lab.guard.requireAddress((InetAddress) null),
            () -> lab.guard.requireKubernetes(null, null),
            () -> lab.guard.recordApiServer(null, null),
            () -> new KubeMaterial(null, null, null),
            () -> new GuardedKubernetes(lab.guard, new KubeMaterial(server.address(), "x", null)),
            () -> new GuardedVault(lab.guard, null, () -> "t"),
            () -> new GuardedJdbc(lab.guard).require(null),
            () -> new GuardedMinio(lab.guard, "minio", null, MinioLogin::fresh),
            () -> environment.require(null),
            () -> environment.allowing((String[]) null),
            () -> environment.allowing((String) null),
            () -> new ProtectedPaths(lab.guard.settings()).require(null),
            () -> new DomainMark(lab.guard).require(null, null),
            () -> new StoreMark(lab.guard, null).require(null),
            () -> new ContainerMark(lab.guard, null).require(null, null),
            () -> new ContainerMark(lab.guard, null).created(null),
            () -> new DomainMark(lab.guard).started(null, null, 0),
            () -> environment.requireArguments(java.util.Collections.singletonList(null)),
            () -> lab.store.load(null),
            () -> lab.store.delete(null),
            () -> LibvirtUris.require(null))) {
      assertThatThrownBy(call).isInstanceOf(GuardRefusal.class);
    }
    assertThat(StoreKind.GITEA.reads(null, server.address())).isFalse();
    assertThat(StoreKind.GITEA.reads("GET", null)).isFalse();
  }

  @Test
  @DisplayName("of Prometheus only what shows is read")
  void prometheus() {
    for (String path :
        List.of(
            "/api/v1/query?query=up",
            "/api/v1/label/job/values",
            "/api/v1/status/config",
            "/api/v1/alerts",
            "/-/ready",
            "/metrics")) {
      assertThat(StoreKind.PROMETHEUS.reads("GET", server.address().resolve(path))).isTrue();
    }
    for (String path :
        List.of(
            "/api/v1/admin/tsdb/snapshot",
            "/api/v1/write",
            "/api/v1/read",
            "/api/v1/otlp/v1/metrics",
            "/api/v2/query",
            "/-/reload",
            "/-/quit",
            "/debug/pprof/profile",
            "/api/v1/status",
            "/api/v1/query/x",
            "/consoles/x",
            "/")) {
      assertThat(StoreKind.PROMETHEUS.reads("GET", server.address().resolve(path))).isFalse();
      assertThat(StoreKind.PROMETHEUS.reads("POST", server.address().resolve(path))).isFalse();
    }
  }
}
