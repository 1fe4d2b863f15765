package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import firedrill.files.Trees;
import firedrill.testing.Property;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("keys and tokens are a person's wherever they lie, but for a run's own")
class AnybodysPlacesTest {
  @TempDir Path folder;
  private Fixture lab;
  private Path run;
  private ChildEnvironment children;

  @BeforeEach
  void lab() throws IOException {
    lab = new Fixture(folder);
    run = Files.createDirectories(folder.resolve("run"));
    children = new ChildEnvironment(lab.guard, run);
  }

  private void refused(Map<String, String> given) {
    assertThatThrownBy(() -> children.require(given)).isInstanceOf(GuardRefusal.class);
  }

  private void allowed(Map<String, String> given) {
    assertThatCode(() -> children.require(given)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("in snapshots and homes that nobody has named, by whatever way")
  void anywhere() {
    Property.holds(
        Property.cases(300),
        gen -> {
          Path own = Files.createTempDirectory(folder, "p");
          String below =
              gen.of(
                  ".snapshots/1/snapshot/me",
                  ".zfs/snapshot/daily/home/you",
                  "backup",
                  "srv/homes/you",
                  "");
          String key =
              gen.of(
                  ".kube",
                  ".kube/config",
                  ".ssh/id_ed25519",
                  ".aws/credentials",
                  ".gnupg/x",
                  ".vault-token",
                  ".pgpass",
                  ".netrc",
                  ".git-credentials",
                  ".docker/config.json",
                  ".config/gcloud/x",
                  ".config/rclone/rclone.conf",
                  "containers/auth.json",
                  "keyring/ssh");
          String cased = gen.of(key, key.toUpperCase(java.util.Locale.ROOT));
          Path secret = own.resolve(below).resolve(cased);
          if (gen.of(true, false)) {
            Files.createDirectories(secret.getParent());
            Files.createFile(secret);
          }
          Path asked = secret;
          if (gen.of(true, false)) {
            asked = Files.createSymbolicLink(own.resolve("link"), secret);
          }
          Path by = asked;
          ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
          assertThatThrownBy(() -> paths.require(by))
              .isInstanceOf(GuardRefusal.class)
              .hasMessageContaining("which is protected");
          assertThatThrownBy(() -> children.requireArguments(List.of("cp", by.toString(), "x")))
              .isInstanceOf(GuardRefusal.class);
          refused(Map.of("PGPASSFILE", by.toString()));
          // The same names in the run's own directory are the lab's.
          Path lawful = run.resolve(below).resolve(cased);
          assertThat(paths.owning(run, run.toRealPath()).require(lawful)).isEqualTo(lawful);
          Trees.delete(own);
        });
  }

  @Test
  @DisplayName("whatever client's they are, but for settings by which software is built")
  void clients() throws IOException {
    ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
    Path snapshot = folder.resolve(".snapshots/1/snapshot/me");
    List<String> ofBuilders =
        List.of(".npmrc", ".m2/settings.xml", ".cargo/credentials.toml", ".ansible");
    for (String client : ofBuilders) {
      assertThat(paths.require(snapshot.resolve(client))).isNotNull();
    }
    for (String client :
        List.of(
            ".mc/config.json",
            ".mcli/config.json",
            ".minio/certs/private.key",
            ".vault",
            ".kubeconfig",
            ".docker/key.pem",
            ".config/helm/repositories.yaml",
            ".config/restic/password",
            ".config/k9s/x",
            ".config/Velero/config.json",
            ".rclone.conf",
            ".my.cnf",
            ".pg_service.conf",
            ".postgresql/postgresql.key",
            ".nomad-token",
            ".terraformrc",
            ".minikube/client.key")) {
      assertThatThrownBy(() -> paths.require(snapshot.resolve(client)))
          .as(client)
          .isInstanceOf(GuardRefusal.class)
          .hasMessageContaining("which is protected");
      Path own = run.resolve(client);
      assertThat(paths.owning(run, run.toRealPath()).require(own)).isEqualTo(own);
    }
  }

  @Test
  @DisplayName("what a process was started with is whoever's")
  void processes() {
    ProtectedPaths paths = new ProtectedPaths(lab.guard.settings());
    long pid = ProcessHandle.current().pid();
    for (String file :
        List.of(
            "/proc/self/environ",
            "/proc/thread-self/environ",
            "/proc/" + pid + "/environ",
            "/proc/" + pid + "/task/" + pid + "/environ",
            "/proc/1/environ",
            "/proc/" + pid + "/mem",
            "/proc/self/root/proc/self/environ")) {
      assertThatThrownBy(() -> paths.require(Path.of(file))).isInstanceOf(GuardRefusal.class);
    }
    assertThat(paths.require(Path.of("/proc/meminfo"))).isEqualTo(Path.of("/proc/meminfo"));
  }

  @Test
  @DisplayName("what is moved by a variable is protected where it is")
  void agent() {
    Map<String, String> environment = Map.of("SSH_AUTH_SOCK", "/run/user/7/somewhere/s");
    ProtectedPaths paths = new ProtectedPaths(new GuardSettings(folder, environment));
    assertThatThrownBy(() -> paths.require(Path.of("/run/user/7/somewhere/s")))
        .isInstanceOf(GuardRefusal.class);
    assertThatCode(() -> paths.require(Path.of("/run/user/7/somewhere/t")))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("an agent that holds keys is no engine")
  void agents() throws IOException {
    Path brief = Files.createTempDirectory(Path.of("/tmp"), "a");
    for (String name :
        List.of("keyring/ssh", "gnupg/S.gpg-agent.ssh", "ssh-XXabc/agent.4711", "x/ssh-agent")) {
      Path socket = brief.resolve(name);
      Files.createDirectories(socket.getParent());
      try (var bound = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        bound.bind(UnixDomainSocketAddress.of(socket));
      }
      Path link = Files.createSymbolicLink(brief.resolve("l" + System.nanoTime()), socket);
      for (Path path : List.of(socket, link)) {
        assertThatThrownBy(() -> DockerHosts.require("unix://" + path))
            .isInstanceOf(GuardRefusal.class)
            .hasMessageContaining("an agent listens there");
      }
    }
    Path engine = brief.resolve("docker.sock");
    try (var bound = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      bound.bind(UnixDomainSocketAddress.of(engine));
    }
    assertThat(DockerHosts.require("unix://" + engine)).endsWith("docker.sock");
    Trees.delete(brief);
  }

  @Test
  @DisplayName("a child's home leads nowhere, by whatever link in it")
  void links() {
    Property.holds(
        Property.cases(200),
        gen -> {
          Path own = Files.createTempDirectory(run, "h");
          Path outside = Files.createDirectories(folder.resolve("home/x"));
          Files.writeString(outside.resolve("f"), "");
          String name = gen.of(".gitconfig", ".config", ".curlrc", ".psqlrc", ".local", ".foo");
          boolean deep = gen.of(true, false);
          Path at =
              deep ? Files.createDirectories(own.resolve(".d/e")).resolve(name) : own.resolve(name);
          Path lawful = Files.createDirectories(own.resolve("lawful"));
          Path nothing = Path.of("/dev/null");
          Path target = gen.of(outside, outside.resolve("f"), lawful, nothing);
          Files.createSymbolicLink(at, target);
          Map<String, String> given = Map.of("HOME", own.toString());
          if (target.equals(lawful) || target.equals(nothing)) {
            allowed(given);
          } else {
            refused(given);
            refused(Map.of("XDG_CONFIG_HOME", own.toString()));
          }
          Trees.delete(own);
        });
  }

  @Test
  @DisplayName("what a file of settings says is read: servers elsewhere, and programs")
  void contents() throws IOException {
    Path mc = Files.createDirectories(run.resolve("mc"));
    Map<String, String> given = Map.of("MC_CONFIG_DIR", mc.toString());
    allowed(given);
    String alias =
        "{\"version\":\"10\",\"aliases\":{\"lab\":{\"url\":\"%s\",\"accessKey\":\"a\"}}}";
    for (String inside : List.of("http://10.77.0.2:9000", "http://10.77.0.2:9000/")) {
      Files.writeString(mc.resolve("config.json"), alias.formatted(inside));
      allowed(given);
    }
    for (String outside :
        List.of("https://play.min.io", "http://192.168.1.7:9000", "https://s3.amazonaws.com", "")) {
      Files.writeString(mc.resolve("config.json"), alias.formatted(outside));
      refused(given);
    }
    Files.writeString(mc.resolve("config.json"), "{\"version\":\"10\",\"aliases\":{}}\n");
    allowed(given);
    // As mc writes it.
    String tabs =
        "{\n\t\"version\": \"10\",\n\t\"aliases\": {\n\t\t\"lab\": {\n\t\t\t\"url\": \"%s\",\n"
            + "\t\t\t\"accessKey\": \"a\",\n\t\t\t\"api\": \"S3v4\"\n\t\t}\n\t}\n}";
    Files.writeString(mc.resolve("config.json"), tabs.formatted("http://10.77.0.2:9000"));
    allowed(given);
    for (String odd :
        List.of(
            tabs.formatted("http://evil.example"),
            tabs.formatted("http://10.77.0.2\",\"URL\":\"http://evil.example"),
            "{",
            "{}{}",
            "{\"a\":1,\"a\":2}")) {
      Files.writeString(mc.resolve("config.json"), odd);
      refused(given);
    }
    Files.writeString(mc.resolve("config.json"), "{\"version\":\"10\",\"aliases\":{}}\n");
    Path aws = Files.writeString(run.resolve("aws"), "[default]\nregion = x\n");
    allowed(Map.of("AWS_CONFIG_FILE", aws.toString()));
    for (String program :
        List.of(
            "[default]\ncredential_process = ssh nas cat k\n",
            "[core]\n\tsshCommand = ssh -i /x\n",
            "[credential]\n\thelper = store\n",
            "[url \"https://evil/\"]\n  insteadOf = https://git.lab/\n",
            "\"password-command\" = \"cat /x\"\n",
            "password_command: cat /x\n")) {
      Files.writeString(aws, program);
      refused(Map.of("AWS_CONFIG_FILE", aws.toString()));
    }
  }

  @Test
  @DisplayName("a file of nothing but ends of line, or of one long word, is read in no time")
  void long_files() throws IOException {
    Path aws = run.resolve("aws");
    for (String one : List.of("\n", " ", "a", "credential.", "helper ", "core\n")) {
      Files.writeString(aws, one.repeat((1 << 20) / one.length()));
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> allowed(Map.of("AWS_CONFIG_FILE", aws.toString())));
    }
    Files.writeString(aws, "x".repeat((1 << 20) + 1));
    refused(Map.of("AWS_CONFIG_FILE", aws.toString()));
  }

  @Test
  @DisplayName(
      "folders that are another one's to the child, or the user's own, are none of the lab's")
  void folders() throws IOException {
    Path home = Files.createDirectories(lab.home.resolve("tmp"));
    refused(Map.of("TMPDIR", home.toString()));
    refused(Map.of("TMPDIR", lab.home.toString()));
    refused(Map.of("TMPDIR", "/proc/self/cwd"));
    allowed(Map.of("TMPDIR", run.toString()));
    allowed(Map.of("TMPDIR", "/tmp"));
    for (String path :
        List.of("/proc/self/cwd/bin", "//proc/self/cwd", "/./proc/1/cwd", "/dev/fd/3")) {
      refused(Map.of("PATH", "/usr/bin:" + path));
    }
    allowed(Map.of("PATH", "/usr/bin:/process/bin"));
    for (String empty : List.of("/", "/nonexistent", "/var/empty")) {
      allowed(Map.of("HOME", empty));
    }
  }

  @Test
  @DisplayName("a home in which nobody keeps anything is looked into")
  void noClients() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.createFile(empty.resolve(".npmrc"));
    OwnFiles.requireNoClients("HOME", empty);
    Files.createSymbolicLink(empty.resolve(".kube"), folder.resolve("nothing"));
    assertThatThrownBy(() -> OwnFiles.requireNoClients("HOME", empty))
        .isInstanceOf(GuardRefusal.class)
        .hasMessageContaining(".kube");
  }

  @Test
  @DisplayName("what says nothing is no reason: several hosts, and names that engines really have")
  void lawful() throws IOException {
    allowed(Map.of("PGHOST", "10.77.0.2,10.77.0.3"));
    refused(Map.of("PGHOST", "10.77.0.2,192.168.1.7"));
    refused(Map.of("PGHOST", "10.77.0.2,"));
    Path odd = Files.createDirectories(Files.createTempDirectory("a").resolve("o'brien (me),~"));
    try (var bound = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      bound.bind(UnixDomainSocketAddress.of(odd.resolve("docker.sock")));
    }
    assertThat(DockerHosts.require("unix://" + odd.resolve("docker.sock"))).isNotNull();
    Trees.delete(odd.getParent());
  }

  @Test
  @DisplayName("of a file of two names only the same file system can hold the other one")
  void names() throws IOException {
    Path place = Files.createDirectories(folder.resolve("home/.kube"));
    Path template = Files.writeString(folder.resolve("template"), "x");
    Files.createLink(folder.resolve("second"), template);
    assertThat(HardLinks.placeOf(template, List.of(place))).isNull();
    Files.createLink(place.resolve("config"), template);
    assertThat(HardLinks.placeOf(template, List.of(place))).isEqualTo(place);
    Path memory = Path.of("/dev/shm");
    if (Files.isWritable(memory)) {
      Path other = Files.createTempDirectory(memory, "firedrill");
      Path far = Files.writeString(other.resolve("a"), "x");
      Files.createLink(other.resolve("b"), far);
      assertThat(HardLinks.placeOf(far, List.of(place))).isNull();
      assertThat(HardLinks.placeOf(far, List.of(place, other))).isEqualTo(other);
      Trees.delete(other);
    }
  }
}
