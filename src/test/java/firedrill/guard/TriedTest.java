package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import firedrill.testing.Property;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("what was tried on the guard in a bad hour")
class TriedTest {
  @TempDir Path folder;
  private Fixture lab;
  private Path run;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder);
    run = Files.createDirectories(folder.resolve("run"));
    lab.guard.recordHosts(List.of("pi2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[fe80::1%eth0]",
        "::1%lo",
        "[::1%25lo]",
        "::ffff:10.77.0.2",
        "[::ffff:a4d:2]",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "0177.0.0.1",
        "0x7f.1",
        "2130706433",
        "127.1",
        "127.0.0.1.",
        "127.0.0.01",
        "localhost.",
        "pi2.",
        "xn--pi2-0na",
        "１２７.0.0.1",
        "127.0.0.1 ",
        "127.0.0.1\0",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "169.254.169.254",
        "10.77.0.2/24",
        "10.77.0.2:80",
        "10.77.1.2",
        "pi2\n"
      })
  @DisplayName("another spelling of an address or a name is neither")
  void spellings(String host) {
    assertThatThrownBy(() -> lab.guard.requireAddress(host)).isInstanceOf(GuardRefusal.class);
    assertThatThrownBy(
            () -> new GuardedJdbc(lab.guard).require("jdbc:postgresql://" + host + "/erp?x=y"))
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "2130706433", "0x7f000001", "0177.0.0.1", "x.1", "a.0x7f", "127.1"})
  @DisplayName("a name that is read as an address is not recorded as a name")
  void names_that_are_addresses(String name) {
    assertThatThrownBy(() -> lab.guard.recordHosts(List.of(name)))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("host name");
    assertThat(lab.guard.record().hosts()).containsExactly("pi2");
  }

  @Test
  @DisplayName("a lab's own names are names")
  void names() {
    List<String> own =
        List.of(
            "erp.erp.svc.cluster.local",
            "10-43-0-5.default.pod.cluster.local",
            "minio-1",
            "k3d-lab-server-0",
            "3f2a9c");
    lab.guard.recordHosts(own);
    assertThat(lab.guard.record().hosts()).containsAll(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.77.0.2@203.0.113.1/",
        "http://x@10.77.0.2/",
        "http://10.77.0.2:0/",
        "http://10.77.0.2:65536/",
        "ftp://10.77.0.2/",
        "file:///etc/passwd",
        "http:10.77.0.2",
        "//10.77.0.2/x",
        "ws://10.77.0.2/",
        "http://[::1%25lo]/",
        "http://_pi2/"
      })
  @DisplayName("a URL that hides its host is refused")
  void urls(String url) {
    assertThatThrownBy(() -> lab.guard.requireAddress(URI.create(url)))
        .isInstanceOf(GuardRefusal.class);
  }

  @Test
  @DisplayName("a record in another encoding is none, one with other line ends is the same")
  void records() throws IOException {
    Path file = folder.resolve("records/run-1.json");
    String good = Files.readString(file);
    for (Charset other : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
      Files.write(file, good.getBytes(other));
      assertThatThrownBy(lab.guard::requireRunning).isInstanceOf(GuardRefusal.class);
    }
    for (String odd : List.of("\ufeff" + good, good.replace("\"local\"", "'local'"), good + "x")) {
      Files.writeString(file, odd);
      assertThatThrownBy(lab.guard::requireRunning)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("not a record");
    }
    Files.writeString(file, good.replace("\n", "\r\n"));
    lab.guard.requireRunning();
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /apis/apps/v1/namespaces/erp/deployments/erp/scale",
    "DELETE, /api/v1/namespaces/erp/pods",
    "POST, /api/v1/namespaces/erp/pods/erp-0/eviction",
    "POST, /api/v1/namespaces/erp/pods/erp-0/binding",
    "POST, /api/v1/namespaces/erp/serviceaccounts/default/token",
    "PUT, /apis/certificates.k8s.io/v1/certificatesigningrequests/x/approval",
    "GET, /api/v1/namespaces/erp/pods/erp-0/exec",
    "GET, /api/v1/namespaces/erp/pods/erp-0/attach",
    "GET, /api/v1/namespaces/erp/pods/erp-0/portforward",
    "GET, /api/v1/namespaces/erp/pods/erp-0/ephemeralcontainers",
    "GET, /api/v1/namespaces/erp/services/https:vault:8200/proxy/v1/sys/seal",
    "GET, /api/v1/proxy/nodes/pi1",
    "GET, /api/v1/nodes/pi1/proxy/run/erp/erp-0/erp",
    "GET, /logs/kube-apiserver.log",
    "GET, /debug/pprof/profile",
    "GET, /apis/subresources.kubevirt.io/v1/namespaces/x/virtualmachineinstances/y/console",
    "POST, /apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x",
    "head, /api/v1/pods"
  })
  @DisplayName("a call to the API server that does more than show sees the mark")
  void kubernetes(String method, String path) {
    assertThat(KubeCall.of(method, URI.create("https://127.0.0.1:6443" + path)))
        .isEqualTo(KubeCall.DESTROYS);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/cubbyhole/response",
    "GET, /v1/sys/raw/core/keyring",
    "GET, /v1/sys/wrapping/lookup",
    "POST, /v1/sys/wrapping/unwrap",
    "GET, /v1/sys/generate-root/attempt",
    "GET, /v1/pki/crl",
    "GET, /v1/database/creds/erp",
    "GET, /v1/secret/data/erp",
    "GET, /v1/sys/monitor",
    "GET, /v1/sys/storage/raft/snapshot",
    "PUT, /v1/sys/seal",
    "PUT, /v1/sys/step-down",
    "POST, /v1/secret/destroy/erp",
    "POST, /v1/auth/token/revoke-self",
    "LIST, /v1/identity/entity/id",
    "PATCH, /v1/secret/erp",
    "DELETE, /v1/secret/erp"
  })
  @DisplayName("a call to Vault that does more than show sees the mark")
  void vault(String method, String path) {
    assertThat(VaultCall.of(method, URI.create("http://127.0.0.1:8200" + path)))
        .isEqualTo(VaultCall.DESTROYS);
  }

  @Test
  @DisplayName("a path of any length is judged")
  void long_paths() {
    URI steps = URI.create("http://127.0.0.1/v1/secret" + "/a".repeat(200_000));
    assertThat(VaultCall.of("LIST", steps)).isEqualTo(VaultCall.DESTROYS);
    assertThat(KubeCall.of("GET", steps)).isEqualTo(KubeCall.DESTROYS);
    URI deep = URI.create("http://127.0.0.1/api/v1/repos/a/b/contents" + "/a".repeat(200_000));
    assertThat(StoreKind.GITEA.reads("GET", deep)).isFalse();
    URI object = URI.create("http://127.0.0.1/velero" + "/a".repeat(400));
    assertThat(StoreKind.MINIO.reads("GET", object)).isTrue();
    String text = "/api/v1/repos/a/b/contents/" + "x".repeat(StoreKind.LONGEST_PATH - 27);
    assertThat(StoreKind.GITEA.reads("GET", URI.create("http://127.0.0.1" + text))).isTrue();
    assertThat(StoreKind.GITEA.reads("GET", URI.create("http://127.0.0.1" + text + "x"))).isFalse();
    String kept = "/v1/secret/" + "x".repeat(StoreKind.LONGEST_PATH - 11);
    assertThat(VaultCall.of("GET", URI.create("http://127.0.0.1" + kept)))
        .isEqualTo(VaultCall.READS);
    assertThat(VaultCall.of("GET", URI.create("http://127.0.0.1" + kept + "x")))
        .isEqualTo(VaultCall.DESTROYS);
  }

  @Test
  @DisplayName("of a store's calls none with anything odd in its path is known to read")
  void odd_paths_of_stores() {
    Map<StoreKind, List<String>> reads =
        Map.of(
            StoreKind.GITEA,
            List.of("/api/v1/version", "/api/v1/repos/a/b/contents/x.yaml", "/api/healthz"),
            StoreKind.PROMETHEUS,
            List.of("/api/v1/query", "/api/v1/label/job/values", "/-/ready"),
            StoreKind.MINIO,
            List.of("/velero/x", "/velero", "/minio/health/live"));
    Property.holds(
        Property.cases(300),
        gen -> {
          StoreKind kind = gen.ofAll(List.of(StoreKind.values()));
          String path = gen.ofAll(reads.get(kind));
          int at = gen.between(1, path.length());
          String odd =
              gen.of(
                      path.substring(0, at) + gen.of("%2e", "%00", "%2f", "//", "/./", "/../"),
                      "/" + path,
                      path + "/..",
                      path + "/.")
                  + path.substring(at);
          URI address = URI.create("http://127.0.0.1:1");
          assertThat(kind.reads("GET", URI.create(address + path))).as(path).isTrue();
          assertThat(kind.reads("HEAD", URI.create(address + path))).as(path).isTrue();
          assertThat(kind.reads("GET", new URI("http", "h", odd, null))).as(odd).isEqualTo(false);
          assertThat(kind.reads(gen.of("PUT", "DELETE", "PATCH", "get", ""), address.resolve(path)))
              .isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy kept to program 'sh -c x'",
        "copy kept from '/etc/passwd'",
        "select dblink_exec('host=192.168.1.201', 'drop table kept')",
        "listen jobs",
        "notify jobs, 'x'",
        "select 1into kept2",
        "select 'a'into kept2 from kept",
        "select 1 ; drop table kept",
        "select 1 /* ; */ ",
        "select 1 -- x",
        "select e'\\x41'",
        "select pg_read_file('/etc/passwd')",
        "select * from kept for update of kept skip locked",
        "with x as (delete from kept returning *) select * from x",
        "explain analyze delete from kept",
        "create extension postgres_fdw",
        "import foreign schema public from server prod into public",
        "alter system set fsync = off",
        "set session authorization postgres",
        "lock table kept",
        "commit prepared 'x'",
        "rollback prepared 'x'",
        "rollback to a; drop table kept",
        "rollback;;",
        "rollback; drop table kept;",
        "rollback to \"a\"; drop table \"b\"",
        "rollback to \"a\"\"b\"",
        "commit and chain; delete from kept",
        "set transaction snapshot 'x'; drop table kept",
        ";",
        "end if",
        "do 'begin end'",
        "vacuum kept"
      })
  @DisplayName("a statement that does more than show sees the mark")
  void statements(String sql) {
    assertThat(SqlCall.isRead(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ROLLBACK",
        "rollback work",
        " abort transaction\n",
        "commit",
        "end",
        "rollback to savepoint before_it",
        "rollback transaction to s1",
        "ROLLBACK;",
        " commit ;\n",
        "rollback and chain",
        "COMMIT AND NO CHAIN;",
        "rollback to savepoint \"Before It\";",
        "rollback to a$1"
      })
  @DisplayName("what ends a transaction goes through, for in a failed one nothing else does")
  void ends_of_transactions(String sql) {
    assertThat(SqlCall.isRead(sql)).isTrue();
  }

  @Test
  @DisplayName("a path of the user's is seen wherever it stands in a setting")
  void hidden_paths() throws IOException {
    Path kube = Files.createDirectories(lab.home.resolve(".kube")).resolve("config");
    ChildEnvironment environment = new ChildEnvironment(lab.guard, run).allowing("MY_SETTING");
    Property.holds(
        Property.cases(200),
        gen -> {
          String value =
              gen.of("x|", "(", "a&&", "`", "{", "<", "\"", "@x ", "$(", ">>", "[", "\\", "!")
                  + gen.of(kube.toString(), "~/.ssh/id_ed25519", lab.home + "/.aws/credentials")
                  + gen.of("", ")", "|x", "}", "`", "&", ">x");
          assertThatThrownBy(() -> environment.require(Map.of("MY_SETTING", value)))
              .as(value)
              .isInstanceOf(GuardRefusal.class);
        });
    for (String fine :
        List.of(
            "Europe/Paris",
            "10.0.0.0/8,192.168.0.0/16",
            "user/repo",
            "a~b",
            "--data=/tmp/y -x",
            "http://10.77.0.12:9000",
            "http://[::1]:9000/x",
            "{\"a\": 1}",
            "1|2")) {
      assertThatCode(() -> environment.require(Map.of("MY_SETTING", fine)))
          .as(fine)
          .doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("no limit of time is no limit")
  void limits() {
    GuardedHttp http = new GuardedHttp(lab.guard);
    Property.holds(
        Property.cases(200),
        gen -> {
          Duration none =
              gen.of(
                  Duration.ZERO,
                  Duration.ofSeconds(-gen.between(1, 9999)),
                  Duration.ofNanos(gen.between(1, 999_999)),
                  Duration.ofSeconds(3601 + (long) gen.between(0, Integer.MAX_VALUE)),
                  Duration.ofSeconds(Long.MAX_VALUE));
          assertThatThrownBy(() -> new GuardedHttp(lab.guard, none))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("limit of time");
          assertThatThrownBy(
                  () ->
                      BoundWire.to(
                          lab.guard,
                          URI.create("http://127.0.0.1:9"),
                          () -> {},
                          Duration.ofSeconds(1),
                          none))
              .isInstanceOf(GuardRefusal.class);
          if (!none.isNegative() && !none.isZero()) {
            HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:9/")).timeout(none).build();
            assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
                .isInstanceOf(GuardRefusal.class);
          }
        });
    assertThatThrownBy(() -> new GuardedHttp(lab.guard, null)).isInstanceOf(GuardRefusal.class);
    assertThat(Ending.limit(Duration.ofHours(1), "x")).isEqualTo(Duration.ofHours(1));
    assertThat(Ending.limit(Duration.ofMillis(1), "x")).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  @DisplayName("a login cannot end its own text")
  void logins() {
    GuardedJdbc jdbc = new GuardedJdbc(lab.guard);
    String url = "jdbc:postgresql://127.0.0.1:1/erp";
    for (String odd :
        List.of("postgres\0options\0-c fsync=off", "\ud800", "x\udc00y", "x".repeat(16385))) {
      assertThatThrownBy(() -> jdbc.open(url, odd, "p"))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageNotContaining("options");
      assertThatThrownBy(() -> jdbc.open(url, "u", odd)).isInstanceOf(GuardRefusal.class);
    }
    assertThatThrownBy(() -> jdbc.open(url, "ü", "p🔥".repeat(100)))
        .isInstanceOf(SQLException.class);
  }

  @Test
  @DisplayName("a token that is none is a refusal before the call, and is not shown")
  void tokens() {
    for (String token : new String[] {null, "", " ", "a\nX-Vault-Namespace: b", "é", "a\0"}) {
      assertThatThrownBy(() -> new KubeCredentials.BearerToken(token))
          .isInstanceOf(GuardRefusal.class)
          .hasMessageNotContaining("X-Vault");
      GuardedVault vault = new GuardedVault(lab.guard, URI.create("http://127.0.0.1:9"), () -> "t");
      Throwable thrown = catchThrowable(() -> vault.template(() -> token).read("secret/x"));
      assertThat(GuardRefusal.in(thrown)).as("%s", thrown).isNotNull();
    }
    assertThat(new KubeCredentials.BearerToken("a.b-c_d").token()).isEqualTo("a.b-c_d");
  }

  @Test
  @DisplayName("a file of a place that is itself a link is found under its other names")
  void linked_places() throws IOException {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Path config = Files.writeString(keys.resolve("config"), "x");
    Files.createDirectories(lab.home);
    Files.createSymbolicLink(lab.home.resolve(".kube"), keys);
    Path other = Files.createLink(run.resolve("config"), config);
    ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
    for (Path path :
        List.of(
            other,
            config,
            lab.home.resolve(".kube/config"),
            Path.of("/proc/self/root" + config),
            Path.of("/proc/self/root/proc/self/root" + lab.home + "/.kube/config"))) {
      assertThatThrownBy(() -> paths.require(path))
          .as(path.toString())
          .isInstanceOf(GuardRefusal.class);
    }
    assertThat(paths.require(Path.of("/proc/self/root" + run))).isEqualTo(run.toRealPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".Kube", ".KUBE", ".\u212aube", ".\u017fsh", ".SSH", ".AwS", ".ARCODANGE"})
  @DisplayName("a place is protected in every case")
  void cases(String name) {
    assertThatThrownBy(
            () -> new ProtectedPaths(lab.guard.settings()).require(lab.home.resolve(name + "/x")))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining("protected");
  }

  @Test
  @DisplayName("a store that lists its buckets in another layout is in use all the same")
  void buckets() {
    MinioLogin root = MinioLogin.fresh();
    try (FakeS3 s3 = new FakeS3(root.accessKey())) {
      GuardedMinio minio = new GuardedMinio(lab.guard, "minio", s3.address(), () -> root);
      String head = "<ListAllMyBucketsResult>";
      for (String list :
          List.of(
              "<Buckets>\n  <Bucket>\n    <Name>velero</Name>\n  </Bucket>\n</Buckets>",
              "<Buckets><Bucket><CreationDate>x</CreationDate><Name>velero</Name></Bucket></Buckets>",
              "<s:Buckets><s:Bucket><s:Name>velero</s:Name></s:Bucket></s:Buckets>",
              "<Buckets><Bucket><Name a='b'>velero</Name></Bucket></Buckets>",
              "<Buckets/><ContinuationToken>x</ContinuationToken>")) {
        s3.list = head + list;
        assertThatThrownBy(minio::mark)
            .as(list)
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("in use");
      }
      assertThat(s3.kept).isEmpty();
    }
  }

  @Test
  @DisplayName("a configuration of any length is read without a mark being found in it")
  void long_configuration() {
    try (FakeServer server = FakeServer.http()) {
      GuardedStore prometheus =
          new GuardedStore(
              lab.guard, StoreKind.PROMETHEUS, server.address(), Duration.ofSeconds(5), () -> null);
      String nonce = lab.guard.record().nonce();
      for (String yaml :
          List.of(
              "global:\\n" + "  a: b\\n".repeat(100_000),
              "global:\\n  external_labels:\\n  other:\\n    firedrill_nonce: " + nonce,
              "global:\\n  external_labels:\\nrule_files:\\n    firedrill_nonce: " + nonce,
              "other:\\n  external_labels:\\n    firedrill_nonce: " + nonce,
              "global:\\n  external_labels:\\n      firedrill_nonce: " + nonce)) {
        server.replies.put(
            "GET /api/v1/status/config",
            FakeServer.Reply.json(200, "{\"data\":{\"yaml\":\"" + yaml + "\"}}"));
        assertThatThrownBy(prometheus::verify)
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("carries no mark");
      }
    }
  }

  @Test
  @DisplayName("an environment with a hole is a refusal")
  void environments() {
    Map<String, String> hole = new HashMap<>();
    hole.put("PATH", null);
    Map<String, String> nameless = new HashMap<>();
    nameless.put(null, "x");
    for (Map<String, String> odd : java.util.Arrays.asList(null, hole, nameless)) {
      assertThatThrownBy(() -> new GuardSettings(Path.of("/home/x"), odd))
          .isInstanceOf(GuardRefusal.class);
    }
  }

  @Test
  @DisplayName("a socket of this user's is local under every name and behind every link")
  void sockets() throws IOException {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path at = Files.createTempDirectory(Path.of("/tmp"), "s");
          Path socket = at.resolve("s" + gen.textOf("abc.-_+@ 0", 8) + "x");
          try (var listening =
              java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            listening.bind(java.net.UnixDomainSocketAddress.of(socket));
            Path link = at.resolve("link");
            Files.createSymbolicLink(link, gen.of(socket, socket.getFileName()));
            assertThat(DockerHosts.require("unix://" + socket)).endsWith(socket.toString());
            assertThat(DockerHosts.require("unix://" + link)).endsWith("link");
          } finally {
            firedrill.files.Trees.delete(at);
          }
        });
  }
}
