package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.sandbox.process.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is killed, and whenever: nothing of the lab is left within 5 s. */
@Tag("namespaces")
class LeakTest {

  @BeforeAll
  static void machine() {
    ThisMachine.requireLocalSandbox();
  }

  @ParameterizedTest
  @CsvSource({
    "JVM, crash",
    "PARENT, crash",
    "BOTH, crash",
    "LAUNCHER, crash",
    "JVM, cut",
    "PARENT, cut",
    "BOTH, cut",
    "LAUNCHER, cut"
  })
  void a_kill_leaves_nothing(LeakProbe.Victim victim, String disks, @TempDir Path base)
      throws Exception {
    long seed = System.nanoTime();
    long after = new Random(seed).nextLong(4000);
    LeakProbe.Outcome outcome =
        new LeakProbe(
                base,
                LaunchedProbe.command(HoldProbe.class.getName(), List.of()),
                Map.of("FIREDRILL_NODE_DISKS", disks))
            .kill(victim, after);
    assertThat(outcome.left()).as("%s killed after %d ms", victim, after).isEmpty();
  }

  /** The launcher's own first steps: its folder is there, and nothing of the lab runs yet. */
  @Test
  void a_kill_in_the_first_moments_leaves_nothing(@TempDir Path base) throws Exception {
    LeakProbe probe =
        new LeakProbe(base, LaunchedProbe.command(HoldProbe.class.getName(), List.of()));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      LeakProbe.Victim victim = LeakProbe.Victim.values()[i % 4];
      long after = random.nextLong(120);
      assertThat(probe.kill(victim, after).left())
          .as("%s killed after %d ms, kill %d of seed %d", victim, after, i, seed)
          .isEmpty();
    }
  }

  @Test
  void a_lab_outside_the_launcher_is_seen_to_leak(@TempDir Path base) throws Exception {
    LeakProbe.Outcome outcome =
        new LeakProbe(base, List.of("bash", "-c", "mkdir \"$FIREDRILL_LAB_DIR\"; exec sleep 60"))
            .kill(LeakProbe.Victim.PARENT, 500);
    try {
      assertThat(outcome.left())
          .anyMatch(l -> l.matches("process \\d+ sleep 60 ?"))
          .anyMatch(l -> l.startsWith("directory "));
    } finally {
      outcome.left().stream()
          .filter(l -> l.startsWith("process "))
          .map(l -> Long.parseLong(l.split(" ")[1]))
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void a_loop_device_that_nothing_clears_is_seen(@TempDir Path base) throws Exception {
    Assumptions.assumeTrue(HostDiskTest.hasLoopDevices(base), HostDiskTest.NO_LOOPS);
    String leak =
        "mkdir \"$FIREDRILL_LAB_DIR\"; cd \"$FIREDRILL_LAB_DIR\"; truncate -s 8M raw; mkdir m;"
            + " mkfs.ext4 -q raw; l=$(losetup -f --show raw); unshare --mount sh -c"
            + " \"mount $l m; exec sleep 60\"";
    LeakProbe.Outcome outcome =
        new LeakProbe(base, List.of("bash", "-c", leak)).kill(LeakProbe.Victim.PARENT, 2000);
    List<String> loops = outcome.left().stream().filter(l -> l.startsWith("loop device ")).toList();
    try {
      assertThat(loops).hasSize(1);
    } finally {
      outcome.left().stream()
          .filter(l -> l.startsWith("process "))
          .map(l -> Long.parseLong(l.split(" ")[1]))
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      for (String loop : loops) {
        Shell.run("losetup", "-d", loop.replace("loop device ", "/dev/"));
      }
    }
  }
}
