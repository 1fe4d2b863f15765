package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

  @TempDir Path reports;

  @Test
  @DisplayName("a second run in one checkout is refused, names the first and says what to do")
  void second() throws Exception {
    Process first = holder();
    try {
      assertThat(first.getInputStream().read()).isEqualTo('h');
      assertThat(RunLock.take(reports))
          .hasValueSatisfying(
              m -> assertThat(m).contains("process " + first.pid()).contains("another clone"));
    } finally {
      first.destroyForcibly();
    }
  }

  @Test
  @DisplayName("the lock of a run that was killed is free")
  void killed() throws Exception {
    Process first = holder();
    assertThat(first.getInputStream().read()).isEqualTo('h');
    first.destroyForcibly();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(RunLock.take(reports)).isEmpty();
  }

  @Test
  @DisplayName("a folder that cannot be written to is an obstacle with its reason and the remedy")
  void unwritable() throws IOException {
    Path file = Files.writeString(reports.resolve("file"), "");
    assertThat(RunLock.take(file.resolve("reports")))
        .hasValueSatisfying(
            m ->
                assertThat(m)
                    .contains("cannot be written to (Not a directory)")
                    .contains("make the folder writable for this user"));
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            reports.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process that holds the lock until its input ends. */
  static final class Holder {
    public static void main(String[] args) throws IOException {
      System.out.print(RunLock.take(Path.of(args[0])).isEmpty() ? 'h' : 'x');
      System.out.flush();
      while (System.in.read() >= 0) {
        // Holds.
      }
    }
  }
}
