package firedrill.report;

import static firedrill.journal.EventType.LAB_REALITY;

import firedrill.journal.Fields;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a lab: whether it is the real one.
 *
 * @param kind {@code real}, {@code stand-in} or {@code absent}
 * @param label the kind in words
 */
public record RealPart(String what, String kind, String label, String detail) {

  /** What is not real comes first: it is what a reader has to know. */
  private static final List<String> ORDER = List.of("stand-in", "absent", "real");

  /** Of the labs of some scenarios, each part once. */
  static List<RealPart> of(List<RecordedScenario> scenarios, Texts texts) {
    return scenarios.stream()
        .flatMap(s -> s.journal().all(LAB_REALITY))
        .flatMap(event -> event.all("rows").stream())
        .map(row -> of(row, texts))
        .distinct()
        .sorted(Comparator.comparing(row -> ORDER.indexOf(row.kind())))
        .toList();
  }

  private static RealPart of(Fields row, Texts texts) {
    String kind = row.text("kind");
    return new RealPart(row.text("what"), kind, texts.get("print." + kind), row.text("detail"));
  }
}
