package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509KeyManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal by itself, where another one would hide it in a whole call. */
@DisplayName("a refusal by itself")
class RefusalsTest {
  private static final TestCa CA = new TestCa();
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;
  private Fixture lab;

  @BeforeEach
  void lab() throws IOException {
    folder = folder.toRealPath();
    lab = new Fixture(folder);
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(GuardRefusal.class).hasMessageContaining(why);
  }

  private static SandboxRecord record(UnaryOperator<Map<String, Object>> change) {
    Map<String, Object> of = new HashMap<>();
    of.put("nonce", "0".repeat(32));
    of.put("created", Instant.parse("2026-11-28T10:00:00Z"));
    of.put("server", URI.create("https://10.77.0.10:6443"));
    of.put("ca", "ab");
    of.put("uid", "u");
    of.put("vault", "v");
    of.put("identities", Map.of("postgresql", "1"));
    Map<String, Object> with = change.apply(of);
    @SuppressWarnings("unchecked")
    Map<String, String> identities = (Map<String, String>) with.get("identities");
    return new SandboxRecord(
        "run-1",
        (String) with.get("nonce"),
        "local",
        (Instant) with.get("created"),
        List.of("10.77.0.0/24"),
        List.of("vault.svc"),
        (URI) with.get("server"),
        (String) with.get("ca"),
        (String) with.get("uid"),
        (String) with.get("vault"),
        identities);
  }

  private static void fails(String field, Object value, String why) {
    refused(
        () ->
            record(
                of -> {
                  of.put(field, value);
                  return of;
                }),
        why);
  }

  @Test
  @DisplayName("is each field of a record that is none")
  void fields() {
    assertThat(record(of -> of).identities()).hasSize(1);
    fails("nonce", "x", "nonce");
    fails("nonce", null, "nonce");
    fails("created", null, "there is none");
    fails("created", Instant.parse("2019-12-31T23:59:59Z"), "no clock shows it");
    fails("created", Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1), "no clock shows it");
    fails("server", null, "do not come together");
    fails("ca", null, "do not come together");
    fails("server", URI.create("https://10.77.0.10:6443/x"), "sandbox record's API server");
    for (String odd : new String[] {"", "xy", "a".repeat(65), "AB"}) {
      fails("ca", odd, "sandbox record with CA");
    }
    for (String odd : new String[] {"", "a b", "x".repeat(129), "a\nb"}) {
      fails("uid", odd, "UID of kube-system");
      fails("vault", odd, "Vault cluster id");
      fails("identities", Map.of("store", odd), "identity of store");
    }
    for (String odd : new String[] {"", "A", "a b", "a".repeat(65), "1"}) {
      fails("identities", Map.of(odd, "x"), "sandbox record with store");
    }
    fails("identities", null, "none or too many");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      many.put("s" + i, "x");
    }
    assertThat(
            record(
                    of -> {
                      of.put("identities", many);
                      return of;
                    })
                .identities())
        .hasSize(1000);
    many.put("one", "more");
    fails("identities", many, "none or too many");
    assertThatThrownBy(
            () ->
                RecordJson.parse(
                    new String(RecordJson.bytes(lab.guard.record()), StandardCharsets.UTF_8)
                        .replaceFirst("\"identities\"\\s*:\\s*\\{[^}]*\\}", "\"identities\":[]")
                        .getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("identities are no object");
  }

  @Test
  @DisplayName("is a record that another process made, or that was made long ago")
  void begun() {
    SandboxRecord fresh = SandboxRecord.create("run-2", "local", List.of(), List.of());
    fresh.requireNew();
    refused(fresh::requireNew, "not made just now by this process");
    refused(() -> record(of -> of).requireNew(), "not made just now by this process");
  }

  @Test
  @DisplayName("is a record's file that others may read, and says with which mode")
  void modes() throws IOException {
    Path file = folder.resolve("records/run-1.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    refused(() -> lab.store.load("run-1"), "its mode 0644 is wider than 0600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    byte[] good = Files.readAllBytes(file);
    byte[] padded = java.util.Arrays.copyOf(good, RecordFile.MAX_BYTES);
    java.util.Arrays.fill(padded, good.length, padded.length, (byte) ' ');
    Files.write(file, padded);
    assertThat(lab.store.load("run-1")).isEqualTo(lab.guard.record());
    Files.write(file, java.util.Arrays.copyOf(padded, padded.length + 1));
    refused(() -> lab.store.load("run-1"), "larger than 65536 bytes");
    refused(lab.guard::requireRecordOnDisk, "larger than 65536 bytes");
  }

  @Test
  @DisplayName("comes from the disk, whatever was read before")
  void edited() throws IOException {
    Path file = folder.resolve("records/run-1.json");
    assertThat(lab.guard.requireRecordOnDisk()).isEqualTo(lab.guard.record());
    lab.guard.recordVaultClusterId("mine");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("mine", "other"));
    refused(lab.guard::requireRecordOnDisk, "another Vault cluster id");
    Files.writeString(file, text);
    assertThat(lab.guard.requireRecordOnDisk().vaultClusterId()).isEqualTo("mine");
  }

  @Test
  @DisplayName("comes at once where something is missing")
  void missing() {
    Guard guard = lab.guard;
    MinioLogin login = MinioLogin.of("a", "b");
    GuardedVault vault = new GuardedVault(guard, URI.create("http://127.0.0.1:9"), () -> "t");
    lab.withApiServer(URI.create("https://127.0.0.1:9"), CA);
    GuardedKubernetes kubernetes =
        new GuardedKubernetes(
            guard, new KubeMaterial(URI.create("https://127.0.0.1:9"), CA.pem(), CA.client()));
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> new StoreMark(null, "x"),
            () -> new ContainerMark(null, "x"),
            () -> new DomainMark(null),
            () -> new PostgresMark(null),
            () -> new RepositoryMark(null, folder),
            () -> new RecordStore(null),
            () -> new GuardedJdbc(null),
            () -> vault.template(null),
            () -> kubernetes.services(null),
            () -> new GuardedMinio(guard, "minio", URI.create("http://127.0.0.1:9"), null),
            () ->
                new GuardedMinio(guard, "minio", URI.create("http://127.0.0.1:9"), () -> login)
                    .asyncClient(null, SOON, SOON))) {
      refused(call, "something of it is missing");
    }
    refused(() -> new ChildEnvironment(guard, null), "path null");
  }

  @Test
  @DisplayName("names what was refused")
  void names() {
    URI address = URI.create("http://127.0.0.1:9");
    GuardedStore gitea = new GuardedStore(lab.guard, StoreKind.GITEA, address, SOON, () -> "t");
    assertThatThrownBy(gitea::verify).hasMessageContaining("http://127.0.0.1:9/api/v1/user");
    refused(
        () -> new RepositoryMark(lab.guard, folder.resolve("run")).require(folder.resolve("x")),
        "repository " + folder.resolve("x"));
    try (FakeServer server = FakeServer.http()) {
      GuardedStore odd =
          new GuardedStore(lab.guard, StoreKind.GITEA, server.address(), SOON, () -> "t");
      refused(odd::verify, "GITEA at " + server.address());
      GuardedStore token =
          new GuardedStore(lab.guard, StoreKind.GITEA, server.address(), SOON, () -> "a\nb");
      refused(token::verify, "characters that no token has");
      lab.guard.recordVaultClusterId("c");
      server.replies.put(
          "GET /v1/sys/seal-status",
          FakeServer.Reply.json(200, "{\"sealed\":false,\"cluster_id\":\"c\"}"));
      refused(
          new GuardedVault(lab.guard, server.address(), () -> "a\nb")::verify,
          "characters that no token has");
    }
  }

  @Test
  @DisplayName("is any address of a name that is outside")
  void every_address() throws IOException {
    Reach reach = Reach.of(lab.guard.record());
    InetAddress own = InetAddress.getByName("10.77.0.2");
    InetAddress outside = InetAddress.getByName("192.0.2.1");
    assertThat(reach.first(own, InetAddress.getLoopbackAddress())).isEqualTo(own);
    refused(() -> reach.first(own, outside), "address 192.0.2.1");
    refused(
        () -> lab.guard.requireAddress(URI.create("http://127.0.0.1/\ud800")), "whole characters");
  }

  @Test
  @DisplayName("is a hosts file that is none, or too large")
  void hosts_files() throws IOException {
    lab.guard.recordHosts(List.of("pi2"));
    Path file = folder.resolve("hosts");
    HostNames names = new HostNames(lab.guard, file);
    Files.createDirectory(file);
    refused(() -> names.require("pi2"), "the hosts file is none");
    Files.delete(file);
    refused(() -> names.require("pi2"), "does not exist");
    String line = "10.77.0.2 pi2\n";
    Files.writeString(file, line + "#".repeat((4 << 20) - line.length()));
    names.require("pi2");
    Files.writeString(file, line + "#".repeat((4 << 20) - line.length() + 1));
    refused(() -> names.require("pi2"), "larger than 4194304 bytes");
    Files.writeString(file, "10.77.0.2 pi2\n192.0.2.1 pi2\n");
    refused(() -> names.require("pi2"), "address 192.0.2.1");
    Files.writeString(file, "10.77.0.2 other\n");
    refused(() -> names.require("pi2"), "a name server would be asked");
  }

  @Test
  @DisplayName("is a file of a client's that links elsewhere, or that nobody reads whole")
  void own_files() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    ChildEnvironment children = new ChildEnvironment(lab.guard, run);
    Path kube = Files.createDirectories(run.resolve("h/.kube"));
    Map<String, String> home = Map.of("HOME", run.resolve("h").toString());
    children.require(home);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(kube.resolve("cache"), elsewhere);
    refused(() -> children.require(home), "not in the run's directory");
    Path file = run.resolve("kubeconfig");
    Map<String, String> config = Map.of("KUBECONFIG", file.toString());
    String line = "server: https://10.77.0.11:6443\n";
    Files.writeString(file, line + "#".repeat((1 << 20) - line.length()));
    children.require(config);
    Files.writeString(file, line + "#".repeat((1 << 20) - line.length() + 1));
    refused(() -> children.require(config), "larger than 1 MiB");
    for (String field : List.of("client-certificate", "client-key", "tokenFile")) {
      Files.writeString(file, field + ": " + elsewhere + "/x");
      refused(() -> children.require(config), "not in the run's directory");
      Files.writeString(file, field + ": " + run + "/x");
      children.require(config);
    }
    Files.writeString(file, "auth-provider: {}");
    refused(() -> children.require(config), "by which it leads elsewhere");
  }

  @Test
  @DisplayName("ends a call as it is, and other failures without odd characters")
  void endings() {
    GuardRefusal refusal = new GuardRefusal("a", "b", "c");
    assertThatThrownBy(() -> Ending.within(SOON, CompletableFuture.failedFuture(refusal)))
        .isSameAs(refusal);
    assertThatThrownBy(
            () -> Ending.within(SOON, CompletableFuture.failedFuture(new StackOverflowError())))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer");
    IOException odd = new IOException("a\u001b[2J");
    IOException shown = Ending.plain(odd);
    assertThat(shown).hasMessage("a\\u001b[2J");
    assertThat(shown.getStackTrace()).isEqualTo(odd.getStackTrace());
    assertThat(Ending.plain((Throwable) new CompletionException(odd))).hasMessage("a\\u001b[2J");
    CompletionException bare = new CompletionException("x", null);
    assertThat(Ending.plain((Throwable) bare)).isSameAs(bare);
    IllegalStateException other = new IllegalStateException("x", new IOException("y"));
    assertThat(Ending.plain((Throwable) other)).isSameAs(other);
    java.sql.SQLException sql = new java.sql.SQLException("\u001b");
    assertThat(GuardedJdbc.plain(sql).getStackTrace()).isEqualTo(sql.getStackTrace());
  }

  @Test
  @DisplayName("is not what a client shows of itself: its own key, and no other")
  void keys() {
    KubeMaterial material =
        new KubeMaterial(URI.create("https://127.0.0.1:9"), CA.pem(), CA.client());
    X509KeyManager keys = (X509KeyManager) Tls.of(material).keys()[0];
    assertThat(keys.getPrivateKey("client")).isNotNull();
    assertThat(keys.getCertificateChain("client")).hasSize(1);
    assertThat(Tls.of(material.as(new KubeCredentials.BearerToken("t"))).keys()).isEmpty();
  }

  @Test
  @DisplayName("is every socket but to the servers of the URL that is being opened")
  void sockets() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      InetSocketAddress own =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      String ticket = LabSocketFactory.register(lab.guard, List.of(own));
      LabSocketFactory factory = new LabSocketFactory(ticket);
      InetAddress address = own.getAddress();
      for (Socket socket :
          List.of(
              factory.createSocket(address, own.getPort()),
              factory.createSocket(address, own.getPort(), null, 0),
              factory.createSocket("127.0.0.1", own.getPort()),
              factory.createSocket("127.0.0.1", own.getPort(), null, 0))) {
        assertThat(socket.isConnected()).isTrue();
        socket.close();
      }
      refused(() -> factory.createSocket("localhost", own.getPort()), "does not name it");
      refused(() -> factory.createSocket(address, own.getPort() ^ 1), "does not name it");
      Socket unconnected = factory.createSocket();
      server.close();
      assertThatThrownBy(() -> unconnected.connect(own)).isInstanceOf(IOException.class);
      assertThat(unconnected.isClosed()).isTrue();
      LabSocketFactory.forget(ticket);
      refused(() -> new LabSocketFactory(ticket), "no connection that the guard opens");
    }
  }

  @Test
  @DisplayName("of an open cluster without kube-system is none: it is not there yet")
  void markable() {
    try (FakeServer server = FakeServer.https(CA)) {
      lab.withApiServer(server.address(), CA);
      KubernetesMark mark =
          new KubernetesMark(lab.guard, new KubeMaterial(server.address(), CA.pem(), CA.client()));
      assertThat(mark.isMarkable()).isFalse();
      server.replies.put("GET " + KubernetesMark.NAMESPACE_PATH, FakeServer.Reply.json(200, "{}"));
      assertThat(mark.isMarkable()).isTrue();
    }
  }

  @Test
  @DisplayName("lists of runs are sorted")
  void sorted() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      names.add("r%02d".formatted(i));
    }
    RecordStore store = new RecordStore(folder.resolve("many"));
    List<String> mixed = new ArrayList<>(names);
    Collections.shuffle(mixed, new java.util.Random(7));
    mixed.forEach(name -> store.save(SandboxRecord.create(name, "local", List.of(), List.of())));
    assertThat(store.list()).isEqualTo(names);
  }
}
