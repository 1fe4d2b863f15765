package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Journal;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AlarmsCommandTest {

  private static final String WELL = "{\"one:9000\":true,\"two:9000\":true}";
  private static final String ONE_DOWN = "{\"one:9000\":false,\"two:9000\":true}";

  @TempDir Path home;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void promtool() {
    ThisMachine.requireLocalSandbox();
    try {
      Toolbox.ofThisCheckout().find(Set.of("promtool"));
    } catch (ToolException missing) {
      Assumptions.abort(
          "mvn -q exec:java -Dexec.args=\"tools promtool\" builds it: " + missing.getMessage());
    }
  }

  private int run(String... arguments) {
    CommandLine command = new CommandLine(new AlarmsCommand());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    return command.execute(arguments);
  }

  private void played(String scenario, String up, int used) throws IOException {
    Path file = home.resolve("r1/minio").resolve(scenario).resolve("journal.jsonl");
    double witnessed;
    try (Journal journal = Journal.open(file)) {
      journal.append(
          "run.started",
          Map.of("run", "r1", "drill", "minio", "scenario", scenario, "twin", false));
      journal.append("fault.injected", "fault", "f", "target", "t", "tookMs", 0.0);
      witnessed = journal.append("fault.witnessed", "fault", "f").t();
      journal.append("run.ended");
    }
    Files.writeString(
        file.resolveSibling("watch.jsonl"), round(0, WELL, 10) + round(witnessed, up, used));
  }

  private static String round(double t, String up, int used) {
    return ("{\"t\":%s,\"until\":%s,\"running\":[],\"up\":%s,\"volumes\":"
            + "[{\"namespace\":\"erp\",\"claim\":\"data\",\"capacity\":100,\"used\":%d}]}%n")
        .formatted(t, t, up, used);
  }

  @Test
  @DisplayName("what fires is what promtool says of the document's rules, accident by accident")
  void fires() throws IOException {
    played("host-off", ONE_DOWN, 10);
    played("volume-full", WELL, 86);
    played("vault-sealed", WELL, 85);
    assertThat(run("--drills=" + home, home.resolve("r1").toString())).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains(
            "minio/host-off: f of t: [MinIONodeDown]",
            "minio/volume-full: f of t: [PVCAlmostFull]",
            "minio/vault-sealed: f of t: no alarm");
    assertThat(Files.readString(home.resolve("alarms.yaml"))).contains("- MinIONodeDown");
  }

  @Test
  @DisplayName("red: with a rule that can never fire the same accident raises no alarm")
  void deaf() throws IOException {
    played("host-off", ONE_DOWN, 10);
    Path rules = home.resolve("rules.yaml");
    Files.writeString(
        rules,
        Files.readString(Path.of("sandbox/manifests/storage-alerts.yaml"))
            .replace("job=\"minio\"", "job=\"nodes\""));
    assertThat(run("--rules=" + rules, "--drills=" + home, home.resolve("r1").toString()))
        .as(out.toString())
        .isZero();
    assertThat(out.toString()).contains("minio/host-off: f of t: no alarm");
  }

  @Test
  @DisplayName("a folder without journals, and rules that promtool cannot read, are told")
  void mistakes() throws IOException {
    assertThat(run("--drills=" + home, home.resolve("nowhere").toString())).isNotZero();
    assertThat(out.toString()).contains("is no folder");
    played("host-off", ONE_DOWN, 10);
    Path rules = home.resolve("rules.yaml");
    Files.writeString(
        rules,
        Files.readString(Path.of("sandbox/manifests/storage-alerts.yaml"))
            .replace("== 0", "== = 0"));
    assertThat(run("--rules=" + rules, "--drills=" + home, home.resolve("r1").toString()))
        .isNotZero();
    assertThat(out.toString()).contains("promtool cannot try the rules");
    assertThat(run("--rules=" + home, "--drills=" + home, home.resolve("r1").toString()))
        .isEqualTo(2);
    assertThat(out.toString()).contains(home + " is no file; give a PrometheusRule");
    assertThat(home.resolve("alarms.yaml")).doesNotExist();
  }
}
