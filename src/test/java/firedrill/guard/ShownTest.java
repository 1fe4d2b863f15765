package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.testing.Gen;
import firedrill.testing.Property;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is given, what the guard says of it can be read and holds no secret. */
class ShownTest {
  private static final String SECRET = "hunter2Hunter3Hunter4";
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir Path folder;
  private Guard guard;
  private KubeconfigReader reader;

  @BeforeEach
  void guard() {
    guard = new Fixture(folder).guard;
    reader = new KubeconfigReader(guard, folder.resolve("run"));
  }

  @Test
  void any_input_is_refused_with_a_clean_message() {
    Property.holds(
        Property.cases(500),
        gen -> {
          String bad = gen.of("", "x", "203.0.113.9") + hostile(gen);
          for (Supplier<Runnable> check : checks(bad)) {
            refused(check.get(), null);
          }
        });
  }

  @Test
  void no_secret_is_shown() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String host = gen.of("203.0.113.9", "vault_prod", "vault.example", "10.0.0.1");
          String user = gen.of("root:" + SECRET, SECRET, SECRET + ":x", "a%40b:" + SECRET);
          String tail =
              gen.of(
                  "",
                  "/",
                  "/a?token=" + SECRET,
                  "?" + SECRET,
                  "#" + SECRET,
                  "/v1/auth/token/" + SECRET,
                  "/hvs." + SECRET);
          String url =
              gen.of("http", "https", "ftp", "unix", "tcp", "ssh", "qemu+ssh")
                  + "://"
                  + user
                  + "@"
                  + host
                  + tail;
          for (Supplier<Runnable> check : checks(url)) {
            refused(check.get(), SECRET);
          }
          String jdbc =
              "jdbc:postgresql://"
                  + gen.of("", user + "@")
                  + host
                  + "/erp"
                  + gen.of("?password=", "?sslpassword=", "?user=x&password=", ";password=", "#")
                  + SECRET;
          refused(() -> new GuardedJdbc(guard).require(jdbc), SECRET);
          String name =
              gen.of(
                  "VAULT_TOKEN",
                  "MC_HOST_prod",
                  "FOO",
                  "AWS_SECRET_ACCESS_KEY",
                  "PGPASSWORD",
                  "HOME",
                  "PATH",
                  "KUBECONFIG",
                  "DOCKER_CONTEXT");
          refused(() -> new ChildEnvironment(guard, folder).require(Map.of(name, url)), SECRET);
        });
  }

  @Test
  void null_is_refused_everywhere() {
    Map<String, String> none = new HashMap<>();
    none.put("TERM", null);
    List<Runnable> calls =
        List.of(
            () -> guard.requireAddress((String) null),
            () -> guard.requireAddress((URI) null),
            () -> guard.requireAddress((InetAddress) null),
            () -> new GuardedJdbc(guard).require(null),
            () -> LibvirtUris.require(null),
            () -> Cidr.parse(null),
            () -> new ProtectedPaths(guard.settings()).require(null),
            () -> reader.parse(null, "sandbox"),
            () -> reader.read(null, "sandbox"),
            () -> Pem.certificateSha256(null),
            () -> Pem.privateKey(null),
            () -> new ChildEnvironment(guard, folder).require(none),
            () -> new DomainMark(guard).require(null, null),
            () -> new StoreMark(guard, null).require(null),
            () -> new ContainerMark(guard, null).require(null, null),
            () -> new GuardedVault(guard, null, () -> null),
            () -> new GuardedJdbc(guard).within(null),
            () -> minio(MinioLogin.fresh()).within(null),
            () -> minio(MinioLogin.fresh()).at(null),
            () -> minio(MinioLogin.fresh()).client(null),
            () -> minio(MinioLogin.fresh()).asyncClient(null, SOON, SOON),
            () -> minio(MinioLogin.fresh()).client(MinioLogin.of("a", "b"), null, SOON),
            () -> minio(null).mark(),
            () -> marked(null).verify(),
            () -> marked(null).client(MinioLogin.of("a", "b")),
            () -> new ContainerMark(null, "x"),
            () -> new DomainMark(null),
            () -> new PostgresMark(null),
            () -> new RepositoryMark(guard, null),
            () -> new RepositoryMark(null, folder),
            () -> new GuardedHttp(null),
            () -> new KubeconfigReader(guard, null),
            () -> new GuardedKubernetes(guard, null),
            () -> Enclosure.at((URI) null, () -> {}),
            () -> StoreKind.mail(null),
            () -> SandboxRecord.create(null, "local", List.of(), List.of()),
            () -> SandboxRecord.create("r", null, List.of(), List.of()),
            () -> SandboxRecord.create("r", "local", null, List.of()),
            () -> SandboxRecord.create("r", "local", List.of(), null));
    calls.forEach(call -> refused(call, null));
  }

  private GuardedMinio minio(MinioLogin root) {
    return new GuardedMinio(guard, "minio", URI.create("http://127.0.0.1:9"), () -> root);
  }

  /** One whose root login has got lost since it was marked. */
  private GuardedMinio marked(MinioLogin root) {
    guard.recordIdentity("minio", "1");
    return minio(root);
  }

  @Test
  @DisplayName("a short token in a path looks like any other step, and is not shown")
  void short_tokens() {
    Property.holds(
        Property.cases(300),
        gen -> {
          String token =
              gen.of(
                  "hunter2", "S3cret", "correcthorse", "48151623", "a-b-c", "x_y.z", "p@ss", "t0k");
          String before =
              gen.of(
                  "/v1/auth/token/lookup/",
                  "/v1/",
                  "/",
                  "/hooks/",
                  "/api/v1/users/",
                  "/api/v1/repos/",
                  "/minio/",
                  "/api/v1/namespaces/erp/pods/erp-0/proxy/",
                  "/v2/");
          String url = "http://203.0.113.9" + before + token + gen.of("", "/", "/x", "/config?a");
          refused(() -> guard.requireAddress(URI.create(url)), token);
          assertThat(Shown.host(url)).doesNotContain(token);
          assertThat(Shown.host("203.0.113.9:1" + before + token)).doesNotContain(token);
        });
  }

  @Test
  @DisplayName("of a path the words of APIs and the names of Kubernetes' objects are shown")
  void paths() {
    for (String shown :
        List.of(
            "",
            "/",
            "/v1/sys/health",
            "/v1beta1/a/-/ready",
            "/api/v1/pods/web-5d4",
            "/api/v1/namespaces/erp/pods/erp-0.x",
            "/apis/apps/v1/namespaces/erp/deployments/erp/scale",
            "/minio/health/cluster")) {
      assertThat(ShownPath.web(shown)).isEqualTo(shown);
    }
    assertThat(ShownPath.web("/api/v1/namespaces/Erp/pods/-x"))
        .isEqualTo("/api/v1/namespaces/…/pods/…");
    assertThat(ShownPath.web("/api/v1/nodes/pi1/proxy/pi2")).isEqualTo("/api/v1/nodes/pi1/proxy/…");
    assertThat(ShownPath.web("/apis/x/eyJhbGciOiJ")).isEqualTo("/apis/x/…");
    assertThat(ShownPath.web("/api/v1/users/pi1")).isEqualTo("/api/v1/users/…");
    assertThat(ShownPath.local("/run/docker.sock")).isEqualTo("/run/docker.sock");
    assertThat(ShownPath.local("/a/hvs.x/é")).isEqualTo("/a/…/…");
    assertThat(ShownPath.step("")).isEmpty();
    assertThat(Shown.host("unix:///run/user/1000/docker.sock"))
        .isEqualTo("unix:///run/user/1000/docker.sock");
    assertThat(Shown.host("/run/user/x.sock")).isEqualTo("/run/user/x.sock");
    assertThat(Shown.host("http:///run")).isEqualTo("http:///run");
    assertThat(Shown.host("HTTPS:///docker.sock")).isEqualTo("HTTPS:///…");
    assertThat(Shown.address(URI.create("file:///etc/hosts"))).isEqualTo("file:///etc/hosts");
    assertThat(Shown.address(URI.create("ftp://h/hosts"))).isEqualTo("ftp://h/…");
  }

  @Test
  @DisplayName("a file is said to be missing, closed, or what the system says of it, in one line")
  void reasons() {
    assertThat(Shown.reason(new NoSuchFileException("x"))).isEqualTo("it does not exist");
    assertThat(Shown.reason(new AccessDeniedException("x"))).isEqualTo("permission is denied");
    assertThat(Shown.reason(new FileSystemException("x", null, "Too\nmany links")))
        .isEqualTo("it cannot be read: Too\\u000amany links");
    assertThat(Shown.reason(new FileSystemException("x"))).isEqualTo("it cannot be read");
    assertThat(Shown.reason(new IOException("words of a disk"))).isEqualTo("it cannot be read");
    assertThat(Shown.address(null)).isEqualTo("null");
    assertThat(Shown.host(null)).isEqualTo("null");
    assertThat(Shown.address(URI.create("mailto:a@b"))).isEqualTo("mailto:…");
  }

  private List<Supplier<Runnable>> checks(String bad) {
    return List.of(
        () -> () -> guard.requireAddress(bad),
        () -> () -> new GuardedJdbc(guard).require(bad),
        () -> () -> LibvirtUris.require(bad),
        () -> () -> DockerHosts.require("tcp://" + bad),
        () -> () -> Cidr.parse(bad),
        () -> () -> reader.read(bad, "sandbox"),
        () -> () -> reader.parse(bad, "sandbox"),
        () -> () -> new StoreMark(guard, "store").require(bad),
        () -> () -> new DomainMark(guard).require(bad, bad),
        () -> () -> new ChildEnvironment(guard, folder).require(Map.of("X" + bad, "y")),
        () -> () -> new ChildEnvironment(guard, folder).require(Map.of("KUBECONFIG", bad)),
        () -> () -> new RecordStore(folder).load(bad + "/"),
        () -> () -> SandboxRecord.create("r", bad + "/", List.of(), List.of()),
        () -> () -> SandboxRecord.create("r", "local", List.of(), List.of(bad + "/")),
        () -> () -> address(bad));
  }

  /** As java.net.URI lets it be written. */
  private void address(String bad) {
    URI uri;
    try {
      uri = new URI(bad);
    } catch (java.net.URISyntaxException e) {
      throw new GuardRefusal("a", "b", "c");
    }
    guard.requireAddress(uri);
  }

  private static String hostile(Gen gen) {
    return gen.oneOf(
        List.<Supplier<String>>of(
            () -> gen.text(40),
            () -> gen.text(10) + "\0" + gen.text(10),
            () ->
                gen.of("\ud800", "\udfff", "\u001b[2J", "\r\nrefused: nothing", "\u202e", "\u2028")
                    + gen.text(5),
            () -> "x".repeat(gen.between(1000, 100_000))));
  }

  private static void refused(Runnable call, String secret) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            GuardRefusal.class,
            refusal -> {
              String message = refusal.getMessage();
              assertThat(
                      message
                          .replaceFirst("\n  because: ", "")
                          .replaceFirst("\n  to make it a sandbox: ", ""))
                  .doesNotContainPattern(
                      "[\\p{Cntrl}\\u0080-\\u009f\\u2028-\\u202e\\ud800-\\udfff&&[^\\x{10000}-\\x{10ffff}]]")
                  .doesNotContainPattern("[a-z]+\\.[a-z.]+\\.[A-Z][A-Za-z]+|Exception");
              assertThat(message.length()).isLessThan(2000);
              if (secret != null) {
                assertThat(message).doesNotContain(secret);
                for (Throwable cause = refusal.getCause();
                    cause != null;
                    cause = cause.getCause()) {
                  assertThat(cause).isInstanceOf(GuardRefusal.class);
                  assertThat(cause.getMessage()).doesNotContain(secret);
                }
              }
            });
  }

  @Test
  void a_text_is_shown_as_it_is_and_cut_at_its_limit() {
    assertThat(Shown.text("plain ü 🔥", 20)).isEqualTo("plain ü 🔥");
    assertThat(Shown.text("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Shown.text("abcdefg", 6)).isEqualTo("abcdef…");
    assertThat(Shown.text("a\nb")).isEqualTo("a\\u000ab");
    assertThat(Shown.host("user:x@host")).isEqualTo("…@host");
    assertThat(Shown.host("@host")).isEqualTo("…@host");
    assertThat(Shown.host("user%40host")).isEqualTo("…@host");
    assertThat(Shown.host("host")).isEqualTo("host");
    assertThat(Shown.address(URI.create("mailto:" + SECRET))).isEqualTo("mailto:…");
    assertThat(Shown.address(URI.create("HTTP:x"))).isEqualTo("HTTP:…");
    // A login whose first half is the secret.
    assertThat(Shown.address(URI.create("hunter2:" + SECRET))).isEqualTo("…:…");
    assertThat(Shown.address(URI.create("/a/b"))).isEqualTo("/a/b");
    assertThat(Shown.address(URI.create("http://h:1/api/v1/pods/web-5d4?x#y")))
        .isEqualTo("http://h:1/api/v1/pods/web-5d4?…");
  }
}
