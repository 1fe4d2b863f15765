package firedrill.sandbox.k3d;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import firedrill.files.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTest {

  @TempDir Path machine;

  private Process booted;

  private ProcessBuilder machine(String... words) {
    ProcessBuilder command =
        new ProcessBuilder(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        Checkout.folder().resolve("k3d/machine/machine").toString()),
                    java.util.stream.Stream.of(words))
                .toList());
    command.environment().put("SERVICES", machine.resolve("services").toString());
    command.environment().put("LOGS", machine.resolve("logs").toString());
    return command.redirectErrorStream(true).redirectOutput(machine.resolve("said").toFile());
  }

  private int run(String... words) throws IOException, InterruptedException {
    return machine(words).start().waitFor();
  }

  /** Of a service that says its process's number in a file of its own, once for each start. */
  private void give(String name) throws IOException {
    Path run = machine.resolve("services").resolve(name).resolve("run");
    Files.createDirectories(run.getParent());
    Files.writeString(
        run, "#!/bin/sh\necho $$ >>" + machine.resolve(name + ".starts") + "\nexec sleep 60\n");
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
  }

  private List<Long> starts(String name) throws IOException {
    Path file = machine.resolve(name + ".starts");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
        : List.of();
  }

  private void awaitStarts(String name, int wanted) {
    Awaitility.await(name + " has been started " + wanted + " times")
        .atMost(Duration.ofSeconds(20))
        .until(() -> starts(name).size() == wanted);
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @AfterEach
  void ended() throws Exception {
    if (booted != null) {
      booted.destroyForcibly().waitFor(5, SECONDS);
    }
    for (String name : List.of("one", "two")) {
      if (!starts(name).isEmpty()) {
        run("stop", name);
      }
    }
  }

  @Test
  @DisplayName(
      "what a machine was given runs at once, again when it has ended, and no more once stopped")
  void kept() throws Exception {
    Files.createDirectories(machine.resolve("logs"));
    give("one");
    assertThat(run("start", "one")).isZero();
    awaitStarts("one", 1);
    ProcessHandle.of(starts("one").get(0)).orElseThrow().destroyForcibly();
    awaitStarts("one", 2);
    long last = starts("one").get(1);
    assertThat(runs(last)).isTrue();
    assertThat(run("stop", "one")).isZero();
    assertThat(runs(last)).isFalse();
    assertThat(starts("one")).hasSize(2);
  }

  @Test
  @DisplayName("a boot starts what is to run and leaves what was stopped")
  void boots() throws Exception {
    give("one");
    give("two");
    Files.writeString(machine.resolve("services/one/on"), "");
    booted = machine("boot").start();
    awaitStarts("one", 1);
    assertThat(starts("two")).isEmpty();
  }

  @Test
  @DisplayName("its script becomes the program, with nothing of a value read by the shell")
  void script() {
    Unit unit =
        new Unit(
            "store",
            "minio",
            List.of("server", "http://a-{1...2}:9000/x", "it's $HOME"),
            Map.of("SECRET", "a'b`c $d"),
            Map.of());
    assertThat(unit.script())
        .isEqualTo(
            """
            #!/bin/sh
            export HOME='/var/lib/services/store'
            export SECRET='a'\\''b`c $d'
            exec '/opt/firedrill/minio' 'server' 'http://a-{1...2}:9000/x' 'it'\\''s $HOME'
            """);
  }
}
