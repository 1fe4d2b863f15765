package firedrill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Journal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerdictCommandTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new VerdictCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(arguments);
  }

  private Path journal(boolean witnessed, boolean loss, String recorded) {
    Path file = directory.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      journal.append("run.started", "plan", Map.of("totalRtoMs", 60000, "gates", Map.of("g", 1)));
      journal.append("fault.injected", "fault", "seal");
      if (witnessed) {
        journal.append("fault.witnessed", "fault", "seal");
      }
      journal.append("gate.waiting", "gate", "g");
      journal.append("gate.passed", "gate", "g", "tookMs", 0.1, "budgetMs", 1000);
      if (loss) {
        journal.append("check.failed", "check", "ledger", "culprit", "entry-7", "detail", "gone");
      }
      journal.append("check.passed", "check", "chain");
      journal.append("run.ended");
      journal.append("verdict", "verdict", recorded);
    }
    return file;
  }

  @Test
  @DisplayName("PASS exits 0 and prints the figures")
  void pass() {
    assertThat(run(journal(true, false, "PASS").toString())).isZero();
    assertThat(out.toString()).startsWith("PASS").contains("gate g passed", "RTO", "overhead");
  }

  @Test
  @DisplayName("FAIL exits 1 and names the culprit")
  void fail() {
    assertThat(run(journal(true, true, "FAIL").toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith("FAIL").contains("entry-7: ledger: gone");
  }

  @Test
  @DisplayName("INCONCLUSIVE exits 2")
  void inconclusive() {
    assertThat(run(journal(false, false, "INCONCLUSIVE").toString())).isEqualTo(2);
    assertThat(out.toString()).startsWith("INCONCLUSIVE").contains("no-witness");
  }

  @Test
  @DisplayName("a journal that says otherwise is called out, and not believed")
  void forged() {
    assertThat(run(journal(true, true, "PASS").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("the journal itself says PASS!");
  }

  @Test
  @DisplayName("a cut last line is reported; damage before it is INCONCLUSIVE")
  void damaged() throws Exception {
    Path file = journal(true, false, "PASS");
    Files.writeString(file, "{\"seq\":", StandardOpenOption.APPEND);
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString()).contains("cut off");
    Files.writeString(file, "\n{}\n", StandardOpenOption.APPEND);
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("not an event");
  }

  @Test
  @DisplayName("wrong arguments exit 254")
  void badArguments() {
    assertThat(run()).isEqualTo(254);
    assertThat(run("a", "b")).isEqualTo(254);
    assertThat(run(directory.resolve("none").toString())).isEqualTo(254);
    assertThat(out.toString()).contains("give a journal.jsonl");
  }
}
