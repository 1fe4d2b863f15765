package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is killed, and whenever: nothing of the lab is left within 5 s. */
@Tag("namespaces")
class LeakTest {

  @BeforeAll
  static void machine() {
    ThisMachine.requireLocalSandbox();
  }

  @ParameterizedTest
  @EnumSource(names = {"JVM", "PARENT", "BOTH", "LAUNCHER"})
  void a_kill_leaves_nothing(LeakProbe.Victim victim, @TempDir Path base) throws Exception {
    long seed = System.nanoTime();
    long after = new Random(seed).nextLong(4000);
    LeakProbe.Outcome outcome =
        new LeakProbe(base, Launched.command(HoldProbe.class.getName(), List.of()))
            .kill(victim, after);
    assertThat(outcome.left()).as("%s killed after %d ms", victim, after).isEmpty();
  }
}
