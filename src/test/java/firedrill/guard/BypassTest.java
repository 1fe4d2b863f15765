package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("ways around the guard")
class BypassTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SECRET = "S3cretS3cretS3cret";

  @TempDir Path folder;
  private Fixture lab;
  private Path run;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder);
    run = Files.createDirectories(folder.resolve("run"));
  }

  private void stop() throws IOException {
    Files.createDirectories(lab.home.resolve(".firedrill"));
    Files.createFile(lab.home.resolve(".firedrill/STOP"));
  }

  private ChildEnvironment environment() {
    return new ChildEnvironment(lab.guard, run);
  }

  @Test
  @DisplayName("a header that makes a lease of a question does not leave without a mark")
  void headers() throws Exception {
    try (FakeServer vault = FakeServer.http()) {
      GuardedHttp http = new GuardedHttp(lab.guard);
      URI secret = vault.address().resolve("/v1/secret/erp");
      for (String header :
          List.of("X-Vault-Wrap-TTL", "x-vault-wrap-ttl", "X-Vault-MFA", "Sudo", "X-Unknown")) {
        HttpRequest asked =
            HttpRequest.newBuilder(secret)
                .header("X-Vault-Token", "t")
                .header(header, "60")
                .build();
        assertThatThrownBy(() -> http.send(asked, BodyHandlers.discarding()))
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("its header " + header);
      }
      assertThat(vault.hits).isEmpty();
      HttpRequest plain =
          HttpRequest.newBuilder(secret)
              .header("X-Vault-Token", "t")
              .header("Accept", "*/*")
              .header("Range", "bytes=0-1")
              .build();
      http.send(plain, BodyHandlers.discarding());
      assertThat(vault.hits).containsExactly("GET /v1/secret/erp");
    }
  }

  @Test
  @DisplayName("a store's question with such a header sees the mark first")
  void store_headers() throws Exception {
    try (FakeServer git = FakeServer.http()) {
      GuardedStore store =
          new GuardedStore(lab.guard, StoreKind.GITEA, git.address(), SOON, () -> "token t");
      HttpRequest asked =
          HttpRequest.newBuilder(git.address().resolve("/api/v1/version"))
              .header("Sudo", "root")
              .build();
      assertThatThrownBy(() -> store.send(asked, BodyHandlers.discarding()))
          .isInstanceOf(GuardRefusal.class);
      assertThat(git.hits).containsExactly("GET /api/v1/user");
    }
  }

  @Test
  @DisplayName("no run begins with another one's record, an old one, or one that knows targets")
  void begin() throws Exception {
    GuardSettings settings = lab.guard.settings();
    RecordStore other = new RecordStore(folder.resolve("other"));
    SandboxRecord kept = lab.guard.record();
    SandboxRecord taken = lab.store.load("run-1");
    SandboxRecord old = SandboxRecord.create("old", "local", List.of(), List.of());
    SandboxRecord knowing =
        SandboxRecord.create("k", "local", List.of(), List.of()).withIdentity("postgresql", "7");
    for (RecordStore store : List.of(lab.store, other)) {
      for (SandboxRecord record :
          List.of(kept, taken, at(old, Instant.now().minusSeconds(60)), knowing)) {
        assertThatThrownBy(() -> Guard.begin(store, record, settings))
            .isInstanceOf(GuardRefusal.class);
      }
    }
    assertThatThrownBy(() -> Guard.begin(other, at(old, Instant.now().plusSeconds(60)), settings))
        .isInstanceOf(GuardRefusal.class);
    SandboxRecord same = SandboxRecord.create("run-1", "local", List.of(), List.of());
    assertThatThrownBy(() -> Guard.begin(lab.store, same, settings))
        .hasMessageContaining("has a record already");
    assertThat(lab.store.load("run-1")).isEqualTo(kept);
    assertThat(other.list()).isEmpty();
    for (Instant odd : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
      assertThatThrownBy(() -> at(old, odd)).hasMessageContaining("no clock shows it");
    }
    SandboxRecord fresh = SandboxRecord.create("run-2", "local", List.of(), List.of());
    stop();
    assertThatThrownBy(() -> Guard.begin(other, fresh, settings)).hasMessageContaining("stop file");
    assertThat(other.list()).isEmpty();
    Files.delete(settings.stopFile());
    assertThat(Guard.begin(other, fresh, settings).record()).isEqualTo(fresh);
    assertThatThrownBy(() -> Guard.begin(other, null, settings)).isInstanceOf(GuardRefusal.class);
  }

  private static SandboxRecord at(SandboxRecord record, Instant created) {
    return new SandboxRecord(
        record.runId(),
        record.nonce(),
        record.kind(),
        created,
        record.networks(),
        record.hosts(),
        null,
        null,
        null,
        null,
        Map.of());
  }

  @Test
  @DisplayName("a listener that blocks at its end keeps no other thing open")
  void blocking_end() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      StopWatch.watch(
          lab.guard,
          watched(
              () -> {
                ended.incrementAndGet();
                awaitQuietly(never);
              }));
    }
    CompletableFuture<String> call = StopWatch.ending(lab.guard, new CompletableFuture<>());
    var blocked = call.whenComplete((answer, failure) -> awaitQuietly(never));
    AtomicInteger last = new AtomicInteger();
    StopWatch.watch(lab.guard, watched(last::incrementAndGet));
    stop();
    await().atMost(SOON).until(() -> last.get() > 0 && ended.get() == 3 && call.isDone());
    assertThat(blocked).isNotDone();
    never.countDown();
    await().atMost(SOON).until(blocked::isDone);
    assertThat(ended).hasValue(3);
  }

  @Test
  @DisplayName("an error of this machine in one end or look does not stop the stop file's clock")
  void errors() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    StopWatch.watch(
        lab.guard,
        watched(
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new OutOfMemoryError("planted");
              }
            }));
    StopWatch.watch(
        lab.guard,
        new StopWatch.Watched() {
          private boolean once;

          @Override
          public boolean isOver() {
            if (!once) {
              once = true;
              throw new StackOverflowError("planted");
            }
            return false;
          }

          @Override
          public void end(GuardRefusal why) {
            others.incrementAndGet();
          }
        });
    stop();
    await().atMost(SOON).until(() -> tries.get() == 3 && others.get() == 1);
  }

  private static void awaitQuietly(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static StopWatch.Watched watched(Runnable end) {
    return new StopWatch.Watched() {
      @Override
      public boolean isOver() {
        return false;
      }

      @Override
      public void end(GuardRefusal why) {
        end.run();
      }
    };
  }

  @Test
  @DisplayName("a web socket over a store's wire is never opened")
  void web_sockets() {
    MinioLogin root = MinioLogin.fresh();
    try (FakeS3 s3 = new FakeS3(root.accessKey())) {
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
      minio.mark();
      Call.Factory wire = minio.wire(SOON, SOON);
      assertThat(wire).isNotInstanceOf(OkHttpClient.class).isNotInstanceOf(WebSocket.Factory.class);
      s3.hits.clear();
      CompletableFuture<Throwable> failed = new CompletableFuture<>();
      OkHttpClient behind = BoundWire.to(lab.guard, s3.address(), () -> {}, SOON, SOON);
      behind.newWebSocket(
          new Request.Builder().url(s3.address() + "/minio/grid/v1").build(),
          new WebSocketListener() {
            @Override
            public void onFailure(WebSocket socket, Throwable why, Response response) {
              failed.complete(why);
            }

            @Override
            public void onOpen(WebSocket socket, Response response) {
              failed.complete(new AssertionError("it is open"));
            }
          });
      assertThat(GuardRefusal.in(failed.join()))
          .isNotNull()
          .hasMessageContaining("it opens a web socket");
      for (String header : List.of("upgrade", "Sec-WebSocket-Key")) {
        Request asked =
            new Request.Builder().url(s3.address() + "/a/b").header(header, "x").build();
        Throwable thrown = catchThrowable(() -> wire.newCall(asked).execute().close());
        assertThat(GuardRefusal.in(thrown)).isNotNull();
      }
      assertThat(s3.hits).isEmpty();
    }
  }

  @Test
  @DisplayName("a machine of this run proves the server in it and no other one")
  void enclosures() throws Exception {
    List<InetSocketAddress> asked = new ArrayList<>();
    InetSocketAddress own = new InetSocketAddress("127.0.0.1", 5432);
    Enclosure machine = Enclosure.at(own, () -> asked.add(own));
    machine.require(new InetSocketAddress("127.0.0.1", 5432));
    assertThat(asked).hasSize(1);
    for (InetSocketAddress other :
        List.of(
            new InetSocketAddress("127.0.0.1", 5433),
            new InetSocketAddress("10.77.0.52", 5432),
            InetSocketAddress.createUnresolved("127.0.0.1", 5432))) {
      assertThatThrownBy(() -> machine.require(other))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("and no other");
    }
    assertThatThrownBy(() -> machine.require(null)).isInstanceOf(GuardRefusal.class);
    for (int port : new int[] {1, 65535}) {
      Enclosure.at(URI.create("http://127.0.0.1:" + port), () -> asked.add(own))
          .require(new InetSocketAddress("127.0.0.1", port));
    }
    assertThat(asked).hasSize(3);
    for (String odd :
        List.of(
            "http:///x",
            "http://vault_prod:9000",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:65536",
            "http://127.0.0.1:0",
            "http://localhost:80",
            "http://u@127.0.0.1:80",
            "mailto:x",
            "//127.0.0.1")) {
      assertThatThrownBy(() -> Enclosure.at(URI.create(odd), () -> {}))
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(asked).hasSize(3);
    lab.guard.update(record -> record.withIdentity(PostgresMark.STORE, null));
    try (FakePostgres tunnel = new FakePostgres()) {
      tunnel.rows.put("select system_identifier", List.of("9"));
      tunnel.rows.put("select nonce", List.of(lab.guard.record().nonce(), "9"));
      assertThatThrownBy(
              () -> new GuardedJdbc(lab.guard).within(machine).open(tunnel.url(), "u", "p"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("and no other");
      assertThat(tunnel.asked).noneMatch(sql -> sql.startsWith("create"));
      assertThat(lab.guard.record().identities()).isEmpty();
    }
    try (FakeServer git = FakeServer.http()) {
      GuardedStore store =
          new GuardedStore(
              lab.guard,
              StoreKind.GITEA,
              git.address(),
              SOON,
              Enclosure.at(URI.create("http://127.0.0.1:3000"), () -> {}));
      assertThatThrownBy(store::verify).isInstanceOf(GuardRefusal.class);
      new GuardedStore(
              lab.guard,
              StoreKind.GITEA,
              git.address(),
              SOON,
              Enclosure.at(git.address(), () -> {}))
          .verify();
    }
  }

  @Test
  @DisplayName("a secret that stands where a name, a path or a host does is not shown")
  void secrets() throws Exception {
    Corpus corpus = new Corpus(Files.createDirectories(folder.resolve("corpus")));
    String broken =
        corpus
            .benignKubeconfig()
            .replaceFirst(
                "(?s)users:.*", "users:\n- name: admin\n  user: {token:" + SECRET + "}\n");
    silent(() -> corpus.reader().parse(broken, "sandbox"));
    String nested = corpus.benignKubeconfig().replaceFirst("preferences: \\{\\}", SECRET + ": x");
    silent(() -> corpus.reader().parse(nested, "sandbox"));
    ChildEnvironment declared = environment().allowing("MY_SETTING");
    for (String path : List.of("/etc/passwd/" + SECRET, "/" + SECRET.repeat(20), "~/" + SECRET)) {
      silent(() -> declared.require(Map.of("MY_SETTING", path)));
      silent(() -> declared.require(Map.of("KUBECONFIG", path)));
      silent(() -> declared.require(Map.of("HOME", path)));
    }
    for (String host : List.of("erp:" + SECRET, "a,erp:" + SECRET, "[" + SECRET + "]")) {
      silent(() -> new GuardedJdbc(lab.guard).require("jdbc:postgresql://" + host + "/erp"));
    }
  }

  private static void silent(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(GuardRefusal.class)
        .satisfies(
            thrown -> {
              for (Throwable at = thrown; at != null; at = at.getCause()) {
                assertThat(at.getMessage()).doesNotContain(SECRET);
              }
            });
  }

  @Test
  @DisplayName("a password may be anything at all")
  void passwords() {
    Property.holds(
        Property.cases(200),
        gen -> {
          String password =
              gen.of(
                      "~k9",
                      "a!~b",
                      "x://y",
                      "/etc/passwd/x",
                      "http://192.168.1.1/",
                      "host=8.8.8.8",
                      "[2001:db8::1]")
                  + gen.textOf("ab/~:@!=", 8);
          assertThatCode(
                  () ->
                      environment()
                          .require(
                              Map.of(
                                  "POSTGRES_PASSWORD",
                                  password,
                                  "ERP_DB_PASSWORD",
                                  password,
                                  "RESTIC_PASSWORD",
                                  password)))
              .doesNotThrowAnyException();
        });
  }

  @Test
  @DisplayName("a client's own setting is not declared harmless, in any case")
  void declared() {
    for (String name :
        List.of(
            "PGSERVICE",
            "pgservice",
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_KEY_0",
            "GIT_CONFIG_VALUE_0",
            "HOSTALIASES",
            "PYTHONHOME",
            "RESTIC_PASSWORD_COMMAND",
            "RSYNC_COMMAND",
            "ld_preload",
            "https_proxy")) {
      assertThatThrownBy(() -> environment().allowing(name))
          .as(name)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("declared");
    }
  }

  @Test
  @DisplayName("an address of version 6 in a setting is looked at like one of version 4")
  void version_6() {
    ChildEnvironment declared = environment().allowing("MY_SETTING");
    for (String outside :
        List.of(
            "[2001:db8::1]:80", "2001:db8::1", "x=2001:db8::1", "a@[fd00::1]:5432", "fe80::1")) {
      assertThatThrownBy(() -> declared.require(Map.of("MY_SETTING", outside)))
          .as(outside)
          .isInstanceOf(GuardRefusal.class);
    }
    for (String fine :
        List.of(
            "[::1]:80",
            "::1",
            "[::]:9000",
            "12:30:45",
            "aa:bb:cc:dd:ee:ff",
            "std::vector",
            "2001:db8::/32",
            "a:b")) {
      declared.require(Map.of("MY_SETTING", fine));
    }
  }

  @Test
  @DisplayName("a check that was refused leaves nothing behind for later calls")
  void refused_check() throws Exception {
    try (FakeServer erp = FakeServer.http()) {
      GuardedHttp http = GuardedHttp.changing(lab.guard, target -> true);
      URI tls = URI.create("https://127.0.0.1:" + erp.address().getPort());
      assertThatThrownBy(() -> lab.guard.requireKubernetes(tls, new TestCa().pem()))
          .isInstanceOf(GuardRefusal.class);
      HttpRequest entry =
          HttpRequest.newBuilder(erp.address().resolve("/entries"))
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      http.send(entry, BodyHandlers.discarding());
      assertThat(erp.hits).containsExactly("POST /entries");
    }
  }

  @Test
  @Timeout(60)
  @DisplayName("a pipe in place of a file that is read holds nobody")
  void pipes() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data/global")).getParent();
    pipe(data.resolve("global/pg_control"));
    assertThatThrownBy(() -> new PostgresMark(lab.guard).created(data))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("its control file is none");
  }

  private static void pipe(Path at) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", at.toString()).start().waitFor()).isZero();
  }

  @Test
  @DisplayName("a socket that an open connection asks for after the stop file fails as sockets do")
  void later_sockets() throws Exception {
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", 9);
    String ticket = LabSocketFactory.register(lab.guard, List.of(server));
    LabSocketFactory factory = new LabSocketFactory(ticket);
    stop();
    assertThatThrownBy(() -> factory.createSocket("127.0.0.1", 9)).isInstanceOf(GuardRefusal.class);
    LabSocketFactory.forget(ticket);
    Throwable later = catchThrowable(() -> factory.createSocket("127.0.0.1", 9));
    assertThat(later).isInstanceOf(IOException.class);
    assertThat(GuardRefusal.in(later)).hasMessageContaining("stop file");
  }

  @Test
  @DisplayName("what nobody reads is not asked")
  void no_reader() {
    try (FakeServer erp = FakeServer.http()) {
      GuardedHttp http = new GuardedHttp(lab.guard);
      HttpRequest asked = HttpRequest.newBuilder(erp.address()).build();
      assertThatThrownBy(() -> http.send(asked, null)).isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> http.client().sendAsync(asked, null))
          .isInstanceOf(GuardRefusal.class);
      assertThatThrownBy(() -> lab.store.save(null)).isInstanceOf(GuardRefusal.class);
      assertThat(erp.hits).isEmpty();
    }
  }

  @Test
  @DisplayName("words of a hostile server that are handed on hold no control characters")
  void hostile_words() {
    IOException plain = new IOException("connection reset");
    assertThat(Ending.plain(plain)).isSameAs(plain);
    CompletableFuture<java.net.http.HttpResponse<String>> call = new CompletableFuture<>();
    call.completeExceptionally(
        new java.net.ProtocolException("Invalid status line: \"\u001b[2J\r\nrefused: nothing\""));
    assertThatThrownBy(() -> Ending.within(SOON, call))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Invalid status line: \"\\u001b[2J\\u000d\\u000arefused")
        .hasNoCause();
  }

  @Test
  @DisplayName(
      "a socket of this user's in a folder like /tmp is local, and a folder like it no home")
  void sticky() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    try (var socket =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      socket.bind(java.net.UnixDomainSocketAddress.of(open.resolve("s")));
    }
    Files.setAttribute(open, "unix:mode", 01777);
    assertThat(LocalSocket.fault(open.resolve("s").toString())).isNull();
    Files.setAttribute(open, "unix:mode", 0777);
    assertThat(LocalSocket.fault(open.resolve("s").toString())).contains("everybody");
    for (String home : List.of("/tmp", "/private/tmp", "/var/tmp", "/dev/shm")) {
      assertThatThrownBy(() -> environment().require(Map.of("HOME", home)))
          .as(home)
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName(
      "a body whose server says nothing more ends, and one that nobody reads is left alone")
  void silent_bodies() {
    Duration brief = Duration.ofMillis(200);
    CompletableFuture<Throwable> waiting = new CompletableFuture<>();
    CompletableFuture<Throwable> resting = new CompletableFuture<>();
    CompletableFuture<Throwable> endless = new CompletableFuture<>();
    new StoppableBody<>(lab.guard, reader(1, waiting), brief, Duration.ofHours(1))
        .onSubscribe(new Silent());
    new StoppableBody<>(lab.guard, reader(0, resting), brief, Duration.ofHours(1))
        .onSubscribe(new Silent());
    new StoppableBody<>(lab.guard, reader(0, endless), Duration.ofHours(1), brief)
        .onSubscribe(new Silent());
    await().atMost(SOON).until(() -> waiting.isDone() && endless.isDone());
    assertThat(waiting.join()).isInstanceOf(java.net.http.HttpTimeoutException.class);
    assertThat(endless.join()).isInstanceOf(java.net.http.HttpTimeoutException.class);
    assertThat(resting).isNotDone();
  }

  private static java.net.http.HttpResponse.BodySubscriber<Void> reader(
      int wants, CompletableFuture<Throwable> failed) {
    return new java.net.http.HttpResponse.BodySubscriber<>() {
      @Override
      public java.util.concurrent.CompletionStage<Void> getBody() {
        return new CompletableFuture<>();
      }

      @Override
      public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
        if (wants > 0) {
          subscription.request(wants);
        }
      }

      @Override
      public void onNext(List<java.nio.ByteBuffer> item) {}

      @Override
      public void onError(Throwable why) {
        failed.complete(why);
      }

      @Override
      public void onComplete() {}
    };
  }

  private static final class Silent implements java.util.concurrent.Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  @Test
  @DisplayName("a later process of the same run neither records targets nor gets their marks")
  void later() {
    Guard later = new Guard(lab.store, lab.guard.record(), lab.guard.settings());
    List<ThrowingCallable> makes =
        List.of(
            () -> later.recordHosts(List.of("pi9")),
            () -> later.recordApiServer(URI.create("https://10.77.0.99:6443"), new TestCa().pem()),
            () -> new PostgresMark(later).statements(),
            () -> new PostgresMark(later).created(run),
            () -> new DomainMark(later).bare(),
            () -> new DomainMark(later).element());
    for (ThrowingCallable make : makes) {
      assertThatThrownBy(make)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("began in another one");
    }
    lab.guard.requireRunning();
  }

  @Test
  @DisplayName("a body that has brought what was asked for rests, and one that is given up is told")
  void resting_bodies() {
    Duration brief = Duration.ofMillis(200);
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    CompletableFuture<Throwable> served = new CompletableFuture<>();
    CompletableFuture<Throwable> waiting = new CompletableFuture<>();
    StoppableBody<Void> one =
        new StoppableBody<>(lab.guard, reader(1, served), brief, Duration.ofHours(1));
    one.onSubscribe(new Silent());
    one.onNext(List.of());
    java.util.concurrent.Flow.Subscription[] asked = new java.util.concurrent.Flow.Subscription[1];
    StoppableBody<Void> all =
        new StoppableBody<>(
            lab.guard,
            new java.net.http.HttpResponse.BodySubscriber<Void>() {
              @Override
              public java.util.concurrent.CompletionStage<Void> getBody() {
                return new CompletableFuture<>();
              }

              @Override
              public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
                asked[0] = subscription;
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(List<java.nio.ByteBuffer> item) {}

              @Override
              public void onError(Throwable why) {
                waiting.complete(why);
              }

              @Override
              public void onComplete() {}
            },
            brief,
            Duration.ofHours(1));
    all.onSubscribe(
        new java.util.concurrent.Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {
            cancelled.complete(null);
          }
        });
    all.onNext(List.of());
    await().atMost(SOON).until(() -> waiting.isDone() && cancelled.isDone());
    assertThat(waiting.join()).isInstanceOf(java.net.http.HttpTimeoutException.class);
    assertThat(asked[0]).isNotNull();
    assertThat(served).isNotDone();
  }
}
