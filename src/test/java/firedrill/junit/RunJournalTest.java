package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import firedrill.integrity.LedgerCounts;
import firedrill.integrity.Progress.Span;
import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.journal.JournalReader;
import firedrill.recovery.GateResult;
import firedrill.recovery.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {

  private static final Instant NOW = Instant.parse("2031-01-01T00:00:00Z");

  @TempDir Path home;

  @Test
  @DisplayName("when users were served is told in the journal's time, whatever the ledger's is")
  void served() {
    Path file = home.resolve("journal.jsonl");
    try (Journal journal = Journal.open(file)) {
      RunJournal notes = new RunJournal(journal);
      double now = journal.now();
      List<List<Double>> served =
          notes.served(List.of(new Span(NOW.minusMillis(5000), NOW.minusMillis(2000))), NOW);
      double late = journal.now() - now;
      assertThat(served).hasSize(1);
      assertThat(served.get(0).get(0)).isBetween(now - 5000, now - 5000 + late);
      assertThat(served.get(0).get(1) - served.get(0).get(0)).isCloseTo(3000, within(1e-6));
      notes.workloadStopped("erp", new LedgerCounts(9, 5, 1, 2), served);
    }
    Event stopped = JournalReader.read(file).events().get(0);
    assertThat(stopped.fields())
        .containsEntry("acknowledged", 5)
        .containsEntry("ambiguous", 2)
        .containsEntry("refused", 1);
    assertThat(stopped.fields().get("served").toString()).startsWith("[[").endsWith("]]");
  }

  @Test
  @DisplayName("an expectation that can no longer come true is given up at once, and says why")
  void hopeless() {
    Path file = home.resolve("hopeless.jsonl");
    try (Journal journal = Journal.open(file)) {
      RunJournal notes = new RunJournal(journal);
      GateResult result =
          notes.wait(
              "pods-taken-away",
              () -> Observation.notYet("still there"),
              Duration.ofMinutes(10),
              () -> Optional.of("their node is heard"));
      assertThat(notes.observed("pods-taken-away", result)).isFalse();
      assertThat(result.took()).isLessThan(Duration.ofMinutes(1));
    }
    Event seen =
        JournalReader.read(file).events().stream()
            .filter(event -> event.is(EventType.OBSERVED))
            .findFirst()
            .orElseThrow();
    assertThat(seen.isFalse("ok")).isTrue();
    assertThat(seen.text("detail")).contains("their node is heard");
  }
}
