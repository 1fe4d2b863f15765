package firedrill.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ShellTest {

  @Test
  void a_command_sees_its_input_and_nothing_of_this_environment() {
    String script = "cat; env | cut -d= -f1 | sort | grep -v '^_$' | grep -v PWD | grep -v SHLVL";
    assertThat(Shell.run(List.of(Programs.path("sh"), "-c", script), "given\n"))
        .isEqualTo("given\nLC_ALL\nPATH\n");
  }

  @Test
  void a_failure_is_thrown_with_both_outputs() {
    assertThatThrownBy(() -> Shell.run(Programs.path("sh"), "-c", "echo so; echo bad >&2; exit 3"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed (3): so\nbad");
  }

  @Test
  void a_failure_that_is_an_answer_is_returned() {
    Command.Result r = Shell.attempt(List.of(Programs.path("sh"), "-c", "exit 7"), "");
    assertThat(r.exit()).isEqualTo(7);
    assertThat(r.ok()).isFalse();
  }

  @Test
  void a_command_that_hangs_is_ended_with_its_children() {
    List<String> hanging = List.of(Programs.path("sh"), "-c", "sleep 4123.4 & wait");
    assertThatThrownBy(
            () ->
                Command.run(
                    hanging,
                    Path.of("/"),
                    Map.of("PATH", Programs.SEARCH_PATH),
                    Duration.ofMillis(500)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("did not end");
    Awaitility.await("the child of the command that hung is gone")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .filter(ProcessHandle::isAlive)
                    .noneMatch(p -> p.info().commandLine().orElse("").contains("4123.4")));
  }

  @Test
  void a_program_that_is_not_installed_is_named() {
    assertThatThrownBy(() -> Programs.path("no-such-program"))
        .hasMessageContaining("no-such-program is not installed")
        .hasMessageContaining("doctor");
  }
}
