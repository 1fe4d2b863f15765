package firedrill.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Event;
import firedrill.journal.Journal;
import firedrill.journal.JournalReader;
import firedrill.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecomputationTest {

  @Test
  @DisplayName("from the file alone comes the verdict that was appended to it, figures included")
  void recomputed() {
    Property.holds(60, gen -> recomputed(gen.random()));
  }

  private static void recomputed(Random random) throws IOException {
    Path file = Files.createTempDirectory("firedrill").resolve("journal.jsonl");
    List<Event> written = new ArrayList<>();
    Verdict appended;
    try (Journal journal = Journal.open(file)) {
      Journals.random(random).forEach(e -> written.add(journal.append(e.getKey(), e.getValue())));
      appended = VerdictRules.of(written);
      journal.append("verdict", "verdict", appended.kind().name());
    }
    try {
      List<Event> read = JournalReader.read(file).events();
      Verdict again = VerdictRules.of(read.subList(0, read.size() - 1));
      assertThat(again).isEqualTo(appended);
      assertThat(VerdictRules.of(read).kind()).isEqualTo(appended.kind());
    } finally {
      Files.delete(file);
      Files.delete(file.getParent());
    }
  }

  @Test
  @DisplayName("PASS never stands beside an error, an unwitnessed fault or anything red")
  void passIsEarned() {
    Property.holds(2000, gen -> passIsEarned(gen.random()));
  }

  private static void passIsEarned(Random random) {
    Journals journal = new Journals();
    Journals.random(random)
        .forEach(
            e ->
                journal.then(
                    e.getKey(),
                    e.getValue().entrySet().stream()
                        .flatMap(f -> Stream.of(f.getKey(), f.getValue()))
                        .toArray()));
    journal.then("run.ended");
    Verdict verdict = journal.verdict();
    assertThat(verdict.reasons().isEmpty()).isEqualTo(verdict.kind() == VerdictKind.PASS);
    if (verdict.kind() == VerdictKind.PASS) {
      assertThat(journal.events())
          .noneMatch(
              e ->
                  e.is("error")
                      || e.is("check.failed")
                      || e.is("gate.failed")
                      || e.is("gate.late")
                      || e.is("fault.unwitnessed"))
          .anyMatch(e -> e.is("check.passed"))
          .anyMatch(e -> e.is("fault.witnessed"));
    }
  }
}
