package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

  /** A child and a grandchild that tell their process ids and would run for ever. */
  private static final List<String> FAMILY =
      List.of("sh", "-c", "sleep 1000 & echo $!; echo $$; wait");

  /** Starts the family in a JVM of its own. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws IOException {
      try (Group group = Group.start(FAMILY, Path.of("/"), ENVIRONMENT)) {
        group.leader().inputReader().lines().forEach(System.out::println);
      }
    }
  }

  @Test
  void theExitStatusIsTheCommands() throws Exception {
    try (Group group =
        Group.start(
            List.of("sh", "-c", "echo out; echo err >&2; exit 7"), Path.of("/"), ENVIRONMENT)) {
      assertThat(group.leader().inputReader().lines()).containsExactlyInAnyOrder("out", "err");
      assertThat(group.leader().waitFor()).isEqualTo(7);
    }
  }

  @Test
  void whatItTookIsKnownWhenItHasEnded(@TempDir Path folder) throws Exception {
    Path times = folder.resolve("times");
    String busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
    try (Group group =
        Group.start(List.of("sh", "-c", busy), Path.of("/"), ENVIRONMENT, times.toString())) {
      assertThat(group.leader().waitFor()).isZero();
    }
    assertThat(CpuTime.ofEnded(Files.readString(times))).isBetween(0.02, 30.0);
  }

  @Test
  void ofAShellsTimesTheChildrensAreTaken() {
    assertThat(CpuTime.ofEnded("9m9.0s 9m9.0s\n1m2.500000s 0m0.250000s\n")).isEqualTo(62.75);
    assertThat(CpuTime.ofEnded("")).isZero();
  }

  @Test
  void closingKillsTheWholeFamily() throws Exception {
    long one;
    long two;
    try (Group group = Group.start(FAMILY, Path.of("/"), ENVIRONMENT)) {
      BufferedReader lines = group.leader().inputReader();
      one = Long.parseLong(lines.readLine());
      two = Long.parseLong(lines.readLine());
      assertThat(isAlive(one)).isTrue();
    }
    awaitDeath(one, two);
  }

  @Test
  void theFamilyDiesWithItsJvmEvenAfterKillNine() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .start();
    BufferedReader lines = jvm.inputReader();
    long one = Long.parseLong(lines.readLine());
    long two = Long.parseLong(lines.readLine());
    assertThat(isAlive(one)).isTrue();
    jvm.destroyForcibly();
    awaitDeath(one, two);
  }

  private static void awaitDeath(long... pids) {
    for (long pid : pids) {
      Awaitility.await("death of " + pid)
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !isAlive(pid));
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
