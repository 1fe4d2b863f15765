package firedrill.provider.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The launcher with an engine that only notes what it is asked, on a machine of any kind. */
@Timeout(60)
class ContainerLauncherTest {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath();

  private final Map<String, String> settings = new HashMap<>();
  private Path folder;
  private ServerSocketChannel socket;

  @BeforeEach
  void engine() throws IOException {
    // Short: a socket's path may have 107 bytes.
    folder = Files.createTempDirectory(Path.of("/tmp"), "engine");
    socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    socket.bind(UnixDomainSocketAddress.of(folder.resolve("sock")));
    program("uname", "echo Darwin");
    program(
        "docker",
        """
        echo "$*" >>"$ASKED"
        case "$*" in
          *' run '*) cat >/dev/null ;;
          *' ps '*) echo the-container ;;
          'context inspect'*) echo "$CONTEXT" ;;
        esac
        """);
  }

  @AfterEach
  void end() throws IOException {
    socket.close();
    firedrill.files.Trees.delete(folder);
  }

  private void program(String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(String script, String host, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return start(command, host);
  }

  private Process start(List<String> command, String host) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("ASKED", folder.resolve("asked").toString());
    builder.environment().put("CONTEXT", host);
    builder.environment().put("FIREDRILL_DEV", folder.toString());
    builder.environment().putAll(settings);
    return builder.start();
  }

  private String ours() {
    return "unix://" + folder.resolve("sock");
  }

  private List<String> asked() throws IOException {
    Path asked = folder.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  private static String said(Process process) throws IOException {
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private String run() throws IOException {
    said(start("sandbox/launcher/container/bin/java", ours(), "-cp", "x", "Main"));
    return asked().stream().filter(line -> line.contains(" run ")).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("without a home it is refused in one line, and no engine is asked")
  void homeless() throws IOException {
    List<String> bare =
        List.of("env", "-u", "HOME", CHECKOUT + "/sandbox/launcher/container/bin/java");
    assertThat(said(start(bare, ours())))
        .isEqualTo(
            "firedrill: HOME is not set; set it to the absolute path of your home directory");
    assertThat(asked()).isEmpty();
  }

  @Test
  @DisplayName("a machine without namespaces gets the container sandbox where an engine answers")
  void chosen() throws IOException {
    assertThat(said(start("sandbox/launcher/choose", ours()))).isEqualTo("container");
    assertThat(said(start("sandbox/launcher/choose", "unix:///nowhere.sock"))).isEqualTo("local");
  }

  @Test
  @DisplayName(
      "a Linux with namespaces gets the local sandbox, one that refuses them the container")
  void refused() throws IOException {
    program("uname", "echo Linux");
    program("unshare", "exit 0");
    assertThat(said(start("sandbox/launcher/choose", ours()))).isEqualTo("local");
    program("unshare", "exit 1");
    assertThat(said(start("sandbox/launcher/choose", ours()))).isEqualTo("container");
  }

  @Test
  @DisplayName("the sandbox that is named is started, and one that there is not is refused")
  void named() throws IOException {
    program("uname", "echo Linux");
    program("unshare", "exit 0");
    said(start("sandbox/launcher/bin/java", ours(), "-Dsandbox=container", "-cp", "x", "Main"));
    assertThat(asked()).filteredOn(line -> line.contains(" run ")).hasSize(1);
    for (String kind : List.of("containers", ".", "../launcher/local")) {
      assertThat(said(start("sandbox/launcher/bin/java", ours(), "-Dsandbox=" + kind, "Main")))
          .isEqualTo(
              "there is no sandbox '"
                  + kind
                  + "'; use one of [-Dsandbox=container, -Dsandbox=k3d, -Dsandbox=k3s,"
                  + " -Dsandbox=local]");
    }
    assertThat(asked()).filteredOn(line -> line.contains(" run ")).hasSize(1);
  }

  @Test
  @DisplayName("a lab's container has no network, no added capability, and a mark of its own")
  void confined() throws IOException {
    assertThat(run())
        .contains(" --network none ")
        .containsPattern(" --label firedrill\\.nonce=[0-9a-f]{32} ")
        .contains(" --label firedrill.run=" + CHECKOUT + " ")
        .contains(" --rm ")
        .doesNotContain("--privileged")
        .doesNotContain("--cap-add")
        .endsWith(" " + CHECKOUT.resolve("sandbox/launcher/local/bin/java") + " -cp x Main");
  }

  @Test
  @DisplayName("on macOS cache and labs lie in volumes of the engine, not in shared folders")
  void volumes() throws IOException {
    assertThat(run())
        .contains(" -v firedrill-cache:" + folder.resolve(".cache/firedrill") + " ")
        .contains(" -v /var/lib/firedrill -e FIREDRILL_LAB_DIR=/var/lib/firedrill/lab ")
        .doesNotContain("--user");
  }

  @Test
  @DisplayName("on Linux the cache is the machine's own")
  void linux() throws IOException {
    program("uname", "echo Linux");
    String cache = folder.resolve(".cache/firedrill").toString();
    assertThat(run())
        .contains(" -v " + cache + ":" + cache + " ")
        .contains(" -e FIREDRILL_LAB_DIR=" + CHECKOUT.resolve("target/lab-"));
  }

  @Test
  @DisplayName("a /dev/fuse that is closed or missing here is made in the container, for this user")
  void fuse() throws IOException {
    program("uname", "echo Linux");
    program("id", "echo 1234");
    assertThat(run())
        .contains(" --device-cgroup-rule c 10:229 rwm -e FIREDRILL_MAKE_FUSE_FOR=1234:1234 ")
        .doesNotContain("--device /dev/fuse")
        .doesNotContain("--user");
    Files.delete(folder.resolve("asked"));
    Files.createFile(folder.resolve("fuse"));
    assertThat(run())
        .contains(" --user 1234:1234 --device /dev/fuse ")
        .doesNotContain("FIREDRILL_MAKE_FUSE_FOR");
  }

  @Test
  @DisplayName("an engine of another machine is refused, and nothing is asked of it")
  void elsewhere() throws IOException {
    for (String host : List.of("tcp://127.0.0.1:2375", "ssh://pi2", "npipe:////./pipe/docker")) {
      assertThat(said(start("sandbox/launcher/container/bin/java", host, "Main")))
          .startsWith("firedrill: Docker's host is " + host);
    }
    assertThat(asked()).allMatch(line -> line.startsWith("context inspect"));
  }

  private String engineWith(String name, String value) throws IOException {
    settings.clear();
    settings.put(name, value);
    Files.deleteIfExists(folder.resolve("asked"));
    return said(start("sandbox/container/engine", ours()));
  }

  @Test
  @DisplayName("Podman works here, whatever its settings say, or at a socket of this user's")
  void podman() throws IOException {
    program("uname", "echo Linux");
    program("docker", "exit 1");
    program(
        "podman",
        """
        echo "$*" >>"$ASKED"
        case "$*" in
          '--remote=false info --format {{.Host.ServiceIsRemote}}') echo "$REMOTE" ;;
          '--url unix:///'*' version') ;;
          *) exit 1 ;;
        esac
        """);
    assertThat(engineWith("REMOTE", "false")).isEqualTo("podman\n--remote=false");
    // What is built to work elsewhere alone does not hear the word.
    assertThat(engineWith("REMOTE", "true"))
        .startsWith("this Podman works elsewhere only")
        .contains("set CONTAINER_HOST to unix://");
    assertThat(engineWith("REMOTE", "")).startsWith("neither Docker nor Podman answers here");
    assertThat(engineWith("CONTAINER_HOST", ours())).isEqualTo("podman\n--url\n" + ours());
    assertThat(engineWith("CONTAINER_HOST", "unix:///nowhere.sock"))
        .startsWith("neither Docker nor Podman answers here");
    assertThat(asked()).isEmpty();
    assertThat(engineWith("CONTAINER_HOST", "ssh://pi1")).startsWith("CONTAINER_HOST is ssh://pi1");
    assertThat(asked()).isEmpty();
    assertThat(engineWith("CONTAINER_CONNECTION", "prod"))
        .startsWith("CONTAINER_CONNECTION has Podman work on prod")
        .endsWith("unset it");
    assertThat(asked()).isEmpty();
  }

  @Test
  @DisplayName("an image is built by the engine that was found, whatever builder is chosen")
  void builder() throws IOException {
    program("uname", "echo Linux");
    program(
        "docker",
        """
        case "$*" in
          'context inspect'*) echo "$CONTEXT" ;;
          *' image inspect '*) exit 1 ;;
          *' build '*) echo "$BUILDX_BUILDER builds: $*" >>"$ASKED" ;;
        esac
        """);
    settings.put("BUILDX_BUILDER", "prod");
    assertThat(said(start("sandbox/container/image", ours(), "--build")))
        .contains("firedrill-sandbox:run-");
    assertThat(asked())
        .singleElement()
        .asString()
        .startsWith("default builds: --host " + ours() + " build ");
  }

  @Test
  @DisplayName("a stop file in another home of the caller's stops what runs in the container")
  void other_homes() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other home/.firedrill"));
    settings.put("SUDO_HOME", other.getParent().toString());
    Process lab = start("sandbox/launcher/container/bin/java", ours(), "Main");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> asked().stream().anyMatch(line -> line.contains(" run ")));
    Matcher told = Pattern.compile(" -e FIREDRILL_STOP=(\\S+) ").matcher(asked().toString());
    assertThat(told.find()).isTrue();
    Path stop = Path.of(told.group(1));
    assertThat(stop).startsWithRaw(CHECKOUT).doesNotExist();
    assertThat(stop.getParent()).isDirectory();
    Files.createSymbolicLink(other.resolve("STOP"), folder.resolve("nothing"));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(stop));
    lab.destroyForcibly();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.notExists(stop.getParent()));
  }

  @Test
  @DisplayName("an image is named after what it is made of and for")
  void images() throws IOException {
    program("uname", "echo Linux");
    String own = said(start("sandbox/container/image", ours()));
    assertThat(own).matches("firedrill-sandbox:run-[0-9a-f]{12}");
    program("uname", "echo Darwin");
    assertThat(said(start("sandbox/container/image", ours())))
        .matches("firedrill-sandbox:build-[0-9a-f]{12}")
        .endsWith(own.substring(own.lastIndexOf('-')));
  }

  @Test
  @DisplayName("the probes that Maven makes of a java are answered without a container")
  void probes() throws IOException {
    program("java", "echo real java");
    Process process = start("sandbox/launcher/container/bin/java", ours(), "-version");
    assertThat(said(process)).isEqualTo("real java");
    assertThat(asked()).isEmpty();
  }

  @Test
  @DisplayName("after kill -9 of what started it the container is removed by its nonce")
  void reaped() throws Exception {
    String launcher = CHECKOUT.resolve("sandbox/launcher/container/bin/java").toString();
    Process starter = start(List.of("bash", "-c", launcher + " Main <&0 & wait"), ours());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> asked().stream().anyMatch(line -> line.contains(" run ")));
    starter.destroyForcibly().waitFor();
    Matcher nonce = Pattern.compile("firedrill\\.nonce=[0-9a-f]{32}").matcher(asked().toString());
    assertThat(nonce.find()).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(asked())
                    .anyMatch(line -> line.endsWith("--filter label=" + nonce.group()))
                    .anyMatch(line -> line.endsWith("rm --force --volumes the-container")));
  }
}
