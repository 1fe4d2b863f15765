package firedrill.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the launchers find the terminal, which a JVM in a session of its own cannot ask for. */
class LauncherTerminalTest {

  private static final Path CHECKOUT = Path.of("").toAbsolutePath();

  @TempDir Path proc;

  /** A process that was started by another and writes somewhere. */
  private void process(long pid, long parent, String name, String writesTo) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(pid + "/fd")).getParent();
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.writeString(folder.resolve("stat"), pid + " (" + name + ") S " + parent + " 1 1 0\n");
    Files.deleteIfExists(folder.resolve("fd/1"));
    Files.createSymbolicLink(folder.resolve("fd/1"), Path.of(writesTo));
  }

  private String found(Map<String, String> more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/bash",
            "-c",
            ". '" + CHECKOUT + "/sandbox/launcher/terminal'; echo \"[${terminal[*]}]\"");
    builder.redirectErrorStream(true).environment().clear();
    builder
        .environment()
        .putAll(
            Map.of("PATH", "/usr/bin:/bin", "TERM", "xterm", "FIREDRILL_PROC", proc.toString()));
    builder.environment().putAll(more);
    return new String(builder.start().getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  @DisplayName("it is what Maven's own JVM writes to, also where a shell stands between")
  void found() throws IOException {
    long parent = ProcessHandle.current().pid();
    process(parent, 1, "java", "/dev/pts/7");
    assertThat(found(Map.of())).isEqualTo("[-Dfiredrill.terminal=/dev/pts/7]");
    process(parent, 99_999_999, "sh", "pipe:[1]");
    process(99_999_999, 1, "java", "/dev/pts/8");
    assertThat(found(Map.of())).isEqualTo("[-Dfiredrill.terminal=/dev/pts/8]");
  }

  @Test
  @DisplayName("there is none where Maven writes elsewhere, or was asked to be plain")
  void none() throws IOException {
    long parent = ProcessHandle.current().pid();
    process(parent, 1, "java", "/tmp/log");
    assertThat(found(Map.of())).isEqualTo("[]");
    process(parent, 1, "java", "/dev/pts/7");
    assertThat(found(Map.of("MAVEN_CMD_LINE_ARGS", " -B verify"))).isEqualTo("[]");
    assertThat(found(Map.of("NO_COLOR", "1"))).isEqualTo("[]");
    assertThat(found(Map.of("CI", "true"))).isEqualTo("[]");
    assertThat(found(Map.of("TERM", "dumb"))).isEqualTo("[]");
  }
}
