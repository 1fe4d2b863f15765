package firedrill.provider.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.files.Trees;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launchers, with an engine that answers and does nothing, and a java that tells what it has.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "labs in k3d are made on Linux alone so far")
@Timeout(60)
class K3sLauncherTest {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath();

  private Path folder;
  private ServerSocketChannel socket;

  @BeforeEach
  void engine() throws IOException {
    // Short: a socket's path may have 107 bytes.
    folder = Files.createTempDirectory(Path.of("/tmp"), "engine");
    socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    socket.bind(UnixDomainSocketAddress.of(folder.resolve("sock")));
    program("docker", "exit 0");
    program("java", "printf 'ARGUMENTS=%s\\n' \"$*\"\nenv");
  }

  @AfterEach
  void end() throws IOException {
    socket.close();
    Trees.delete(folder);
  }

  private void program(String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a launcher's java has been told. */
  private Map<String, String> told(String kind) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                CHECKOUT.resolve("sandbox/launcher/" + kind + "/bin/java").toString(),
                "-cp",
                "Main")
            .redirectErrorStream(true)
            .directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("DOCKER_HOST", "unix://" + folder.resolve("sock"));
    builder.environment().put("FIREDRILL_JAVA", folder.resolve("bin/java").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("=", 2))
        .filter(words -> words.length == 2)
        .collect(Collectors.toMap(words -> words[0], words -> words[1], (one, other) -> one));
  }

  @Test
  @DisplayName("Testcontainers is told to start no reaper, to pull nothing, and which engine it is")
  void testcontainers() throws IOException {
    assertThat(told("k3s"))
        .containsEntry("TESTCONTAINERS_RYUK_DISABLED", "true")
        .containsEntry("TESTCONTAINERS_CHECKS_DISABLE", "true")
        .containsEntry("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
        .containsEntry("DOCKER_HOST", "unix://" + folder.resolve("sock"))
        .doesNotContainKey("FIREDRILL_CALLER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k3d", "k3s"})
  @DisplayName("the JVM knows in which sandbox it is, and what a watcher removes after it")
  void kind(String kind) throws IOException {
    Map<String, String> told = told(kind);
    assertThat(told)
        .containsEntry("FIREDRILL_KIND", kind)
        .containsKeys("FIREDRILL_SESSION", "FIREDRILL_LAB_DIR");
    assertThat(told.get("ARGUMENTS")).endsWith("-cp Main");
  }
}
