package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.cli.ThisMachine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The virtual machine itself: half a minute or more, hence only where one is asked for. */
@Tag("namespaces")
class VmTest {

  private static Map<String, String> seen;

  @BeforeAll
  static void probe(@TempDir Path directory) {
    assumeTrue(
        "vm".equals(System.getProperty("pi2")),
        "only with -Dpi2=vm, after: mvn -q exec:java -Dpi2=vm -Dexec.args=tools");
    ThisMachine.requireLocalSandbox();
    seen = LaunchedProbe.run(VmProbe.class, directory.resolve("lab"));
  }

  private static long millis(String what) {
    return Long.parseLong(seen.get(what));
  }

  @Test
  void it_boots_until_postgresql_answers() {
    assertThat(millis("cold boot")).isPositive();
  }

  @Test
  void a_resume_answers_at_least_five_times_sooner_than_a_cold_boot() {
    assertThat(millis("resume") * 5)
        .isLessThan(Math.max(millis("cold boot"), millis("boot after the cut")));
  }

  @Test
  void a_resumed_machine_has_the_time_of_day() {
    assertThat(millis("clock off by seconds")).isLessThan(3);
  }

  @Test
  void a_cut_machine_recovers_by_itself_and_keeps_what_was_committed() {
    assertThat(seen)
        .containsEntry("running after the cut", "false")
        .containsEntry("committed", "4243")
        .containsEntry("console", "true");
  }

  @Test
  void a_machine_that_has_run_is_never_resumed() {
    assertThat(seen.get("resume after a cut")).contains("boots from its own disk");
  }

  @Test
  void its_only_route_is_the_lab() {
    assertThat(seen)
        .containsEntry(
            "other address",
            "10.42.1.0/24 via 10.77.0.11 dev eth0 ,10.77.0.0/24 dev eth0 scope link  src"
                + " 10.77.0.52");
  }

  @Test
  void nothing_is_left_behind() {
    assertThat(seen).containsEntry("left behind", "0");
  }
}
