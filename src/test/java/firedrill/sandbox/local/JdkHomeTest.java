package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkHomeTest {

  private static final Path JDK_HOME = Path.of("sandbox/launcher/jdk-home").toAbsolutePath();

  private record Ran(int status, String said) {}

  private static Ran run(String... command) throws Exception {
    ProcessBuilder b = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    b.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process p = b.start();
    p.getOutputStream().close();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(p.waitFor(), said);
  }

  @Test
  @DisplayName("an IDE finds a whole JDK there, whose java tells the real one's version")
  void home(@TempDir Path directory) throws Exception {
    Path home = directory.resolve("jdk");
    assertThat(run(JDK_HOME.toString(), home.toString())).isEqualTo(new Ran(0, home + "\n"));
    assertThat(home.resolve("lib/modules")).exists();
    assertThat(home.resolve("bin/javac")).isExecutable();
    assertThat(run(home.resolve("bin/java").toString(), "-version").said())
        .contains("version \"" + System.getProperty("java.version"));
    assertThat(Files.readString(home.resolve("bin/java")))
        .contains(JDK_HOME.resolveSibling("bin/java").toString());
  }

  @Test
  @DisplayName("it is made anew, and nothing else is replaced")
  void again(@TempDir Path directory) throws Exception {
    Path home = directory.resolve("jdk");
    assertThat(run(JDK_HOME.toString(), home.toString()).status()).isZero();
    assertThat(run(JDK_HOME.toString(), home.toString()).status()).isZero();
    Path other = Files.createDirectories(directory.resolve("other"));
    assertThat(run(JDK_HOME.toString(), other.toString()))
        .isEqualTo(new Ran(1, other + " is there and was not made by this\n"));
  }
}
