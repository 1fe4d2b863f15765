package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("where two looks would refuse the same thing, each of them does it alone")
class RefusalEdgesTest {
  private static final TestCa CA = new TestCa();
  private static final URI SERVER = URI.create("https://10.77.0.10:6443");

  @TempDir Path directory;
  private Fixture lab;
  private Path run;
  private ChildEnvironment children;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(directory);
    Files.createDirectories(lab.home.resolve(".kube"));
    run = Files.createDirectory(directory.resolve("run"));
    children = lab.children(run);
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(GuardRefusal.class).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--host", "-hostname", "--endpoint", "--server", "--peers", "-address"})
  @DisplayName("a word behind an option that names a host is a host; behind -h it may be none")
  void host_options(String option) {
    children.requireArguments(List.of("psql", option, "pi2"));
    refused(
        () -> children.requireArguments(List.of("psql", option, "production")), "not in the lab");
    refused(() -> children.requireArguments(List.of(option, "nas.example.org", "x")), "");
    children.requireArguments(List.of("psql", "-h"));
    children.requireArguments(List.of("psql", option));
    children.requireArguments(List.of("df", "-h", "words"));
    children.requireArguments(List.of(option));
  }

  @Test
  @DisplayName("a NUL is refused wherever it stands in a value")
  void nul() {
    ChildEnvironment known = children.allowing("GIVEN");
    for (String odd : new String[] {"\0", "\0x", "x\0", "x\0y"}) {
      refused(() -> known.require(Map.of("GIVEN", odd)), "holds a NUL");
    }
  }

  @Test
  @DisplayName("forty links are followed as by the kernel, and not one more")
  void links() throws IOException {
    Path at = Files.createFile(directory.resolve("last"));
    for (int i = 1; i <= 40; i++) {
      at = Files.createSymbolicLink(directory.resolve("l" + i), at);
    }
    Path fortieth = at;
    long me = new UnixSystem().getUid();
    assertThat(FoldersAbove.fault(fortieth, me)).isNull();
    Path more = Files.createSymbolicLink(directory.resolve("one-more"), fortieth);
    assertThatThrownBy(() -> FoldersAbove.fault(more, me))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("too many links");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/nodes/pi1/proxy/run/x",
        "/api/v1/namespaces/x/services/y/proxy/delete",
        "/api/v1/namespaces/x/pods/y/exec?command=rm",
        "/api/v1/namespaces/x/pods/y/attach",
        "/api/v1/namespaces/x/pods/y/portforward"
      })
  @DisplayName("what only looks like reading does not reach a cluster by a client without a mark")
  void kubernetes(String path) {
    lab.withApiServer(SERVER, CA);
    lab.guard.requireKubernetes(SERVER, CA.pem());
    GuardedHttp http = new GuardedHttp(lab.guard, Duration.ofSeconds(1));
    HttpRequest request = HttpRequest.newBuilder(SERVER.resolve(path)).build();
    refused(() -> http.send(request, HttpResponse.BodyHandlers.discarding()), "carries a mark");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"aliases\":{\"a\":{\"url\":\"http://192.168.1.9:9000\"}}}",
        "{\"aliases\":[{\"url\":\"http://192.168.1.9:9000\"}]}",
        "{\"aliases\":[[{\"x\":{\"URL\":\"http://192.168.1.9:9000\"}}]]}",
        "[{\"url\":\"http://192.168.1.9:9000\"}]"
      })
  @DisplayName("an alias of mc's leads into the lab wherever it stands in the file")
  void aliases(String json) throws IOException {
    Path file = Files.createDirectories(run.resolve("mc")).resolve("config.json");
    Files.writeString(file, json);
    Map<String, String> given = Map.of("MC_CONFIG_DIR", file.getParent().toString());
    refused(() -> children.require(given), "MC_CONFIG_DIR");
    Files.writeString(file, json.replace("192.168.1.9", "10.77.0.9"));
    assertThatCode(() -> children.require(given)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("a client's settings below the own folder are the run's, or links to nothing else")
  void clients() throws IOException {
    Path config = Files.createDirectories(run.resolve("config"));
    Path secret = Files.createDirectories(lab.home.resolve(".config/gh"));
    Map<String, String> given = Map.of("XDG_CONFIG_HOME", config.toString());
    children.require(given);
    // One folder further down than what a look at the folder itself would find.
    Files.createDirectory(config.resolve("git"));
    Path link = Files.createSymbolicLink(config.resolve("git/credentials"), secret);
    refused(() -> children.require(given), "XDG_CONFIG_HOME");
    Files.delete(link);
    children.require(given);
    Files.createSymbolicLink(config.resolve("gh"), secret);
    refused(() -> children.require(given), "XDG_CONFIG_HOME");
  }

  @Test
  @DisplayName("a home of the lab's with a link to the user's is refused at whatever depth")
  void homes() throws IOException {
    Path home = Files.createDirectories(run.resolve("home"));
    Map<String, String> given = Map.of("HOME", home.toString());
    children.require(given);
    Files.createDirectories(home.resolve(".config"));
    Path link =
        Files.createSymbolicLink(home.resolve(".config/gh"), lab.home.resolve(".config/gh"));
    refused(() -> children.require(given), "HOME");
    Files.delete(link);
    Files.createSymbolicLink(home.resolve(".anything"), lab.home.resolve(".kube"));
    refused(() -> children.require(given), "HOME");
  }

  @Test
  @DisplayName("a protected place is refused as it is written, even where a link leads past it")
  void written() throws IOException {
    ProtectedPaths paths = new ProtectedPaths(new GuardSettings(lab.home, Map.of()));
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/below"));
    Path link = Files.createSymbolicLink(lab.home.resolve("link"), elsewhere);
    // As the kernel walks it this is elsewhere/.kube/config; as it is read it is the user's.
    Path written = link.resolve("../.kube/config");
    assertThat(elsewhere.getParent().resolve(".kube")).doesNotExist();
    refused(() -> paths.require(written), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:192.168.1.9",
        "::192.168.1.9",
        "64:ff9b::192.168.1.9",
        "x=::ffff:10.0.0.1"
      })
  @DisplayName("an address of version 4 inside one of version 6 is none of the lab's")
  void mixed(String literal) {
    refused(() -> children.requireArguments(List.of(literal)), "");
    refused(() -> children.requireArguments(List.of("--to=" + literal)), "");
  }

  @Test
  @DisplayName("what is no host in an address is not shown")
  void shown() {
    assertThat(Shown.host("http://user:pa:ss:9/x")).isEqualTo("http://…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/database/creds/erp", "/v1/sys/raw/x", "/v1/auth/token/lookup-self/../revoke"})
  @DisplayName("what only looks like reading does not reach Vault by a client without a mark")
  void vault(String path) {
    new GuardedVault(lab.guard, URI.create("http://10.77.0.12:8200"), () -> "t");
    GuardedHttp http = new GuardedHttp(lab.guard, Duration.ofSeconds(1));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://10.77.0.12:8200" + path)).build();
    refused(() -> http.send(request, HttpResponse.BodyHandlers.discarding()), "");
  }

  @Test
  @DisplayName("a folder of records into which others may write stops the next call")
  void folder_of_records() throws IOException {
    lab.guard.requireRunning();
    Path records = lab.store.directory();
    Files.setPosixFilePermissions(records, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused(lab.guard::requireRunning, "record");
    Files.setPosixFilePermissions(records, PosixFilePermissions.fromString("rwx------"));
    lab.guard.requireRunning();
  }

  @Test
  @DisplayName("nothing is written down while the stop file exists")
  void stopped() throws IOException {
    Path stop = Files.createDirectories(lab.home.resolve(".firedrill")).resolve("STOP");
    Files.createFile(stop);
    refused(() -> lab.guard.recordHosts(List.of("pi3")), "stop file");
    Files.delete(stop);
    assertThat(lab.store.load("run-1").toString()).doesNotContain("pi3");
  }

  @Test
  @DisplayName("keys are keys in a run's own folder too, and a root is one however it is spelt")
  void names() {
    ProtectedNames own = new ProtectedNames(List.of(), Set.of(Path.of("/run/lab")));
    assertThat(own.has(Path.of("/run/lab/" + SecretPlaces.KEYS))).isTrue();
    assertThat(own.has(Path.of("/run/lab/" + SecretPlaces.KEYS.toUpperCase(Locale.ROOT)))).isTrue();
    assertThat(own.has(Path.of("/run/lab/.kube"))).isFalse();
    ProtectedNames roots = new ProtectedNames(List.of(Path.of("/Srv/Keys-of-Vault")), Set.of());
    assertThat(roots.has(Path.of("/srv/keys-of-vault/one"))).isTrue();
    assertThat(roots.has(Path.of("/SRV/KEYS-OF-VAULT"))).isTrue();
    assertThat(roots.has(Path.of("/srv/keys-of-vault-2"))).isFalse();
  }

  @Test
  @DisplayName("what a server runs in is an address and a proof")
  void enclosure() {
    InetSocketAddress at = new InetSocketAddress("127.0.0.1", 9);
    refused(() -> Enclosure.at((InetSocketAddress) null, () -> {}), "what a server runs in");
    refused(() -> Enclosure.at(at, null), "what a server runs in");
    refused(() -> Enclosure.at((URI) null, () -> {}), "what a server runs in");
    refused(() -> Enclosure.at(URI.create("http://127.0.0.1:9"), null), "what a server runs in");
  }
}
