package firedrill.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IdleTimeTest {

  /** Field 41 of {@code stat}, proc(5), and its value for the idle class, sched(7). */
  private static final int POLICY = 41;

  private static final String IDLE = "5";

  /** What the other JVM runs. */
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] args) throws IOException {
      IdleTime.only();
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The name before it may hold blanks, and is in parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      System.out.println(fields[POLICY - 3]);
    }
  }

  @Test
  @DisplayName("a process that wants idle time only is of the scheduler's idle class")
  void idleClass() throws Exception {
    assumeTrue(
        Programs.ofMachine().find("chrt").isPresent(), "chrt (package util-linux) is not there");
    Process other =
        new ProcessBuilder(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName())
            .redirectErrorStream(true)
            .start();
    assertThat(other.inputReader().readLine()).isEqualTo(IDLE);
    assertThat(other.waitFor()).isZero();
  }
}
