package firedrill.journal;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.JournalReader.Reading;
import firedrill.verdict.VerdictKind;
import firedrill.verdict.VerdictRules;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

  /** Writes events, and tells the number of each once it is safe, until it is killed. */
  static final class Writer {

    private Writer() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      Journal journal = Journal.open(Path.of(arguments[0]));
      journal.append("run.started", "plan", Map.of());
      journal.append("fault.injected", "fault", "seal");
      journal.append("fault.witnessed", "fault", "seal");
      while (true) {
        System.out.println(journal.append("check.passed", "check", "x".repeat(500)).seq());
      }
    }
  }

  @TempDir Path directory;

  @Test
  @DisplayName("kill -9 in the middle: every acknowledged event is there, and it is INCONCLUSIVE")
  void killed() throws Exception {
    Path file = directory.resolve("journal.jsonl");
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long acknowledged = 0;
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged = Long.parseLong(line);
        if (acknowledged == 40) {
          // Not the process' own method: that would close the pipe with what is still in it.
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
    Reading reading = JournalReader.read(file);
    assertThat(acknowledged).isGreaterThanOrEqualTo(40);
    assertThat(reading.events()).hasSizeGreaterThanOrEqualTo((int) acknowledged);
    assertThat(VerdictRules.of(reading.events()).kind()).isEqualTo(VerdictKind.INCONCLUSIVE);
  }
}
