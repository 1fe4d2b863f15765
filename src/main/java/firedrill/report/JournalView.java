package firedrill.report;

import firedrill.journal.Event;
import firedrill.journal.JournalReader;
import firedrill.journal.JournalReader.Reading;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A journal as the reports see it: events in the order they were written.
 *
 * @param file the file read, or a name for it
 * @param damage why the rest could not be read; empty if all of it was. A killed run leaves a torn
 *     last line, and a damaged journal never shows as a pass.
 */
record JournalView(Path file, List<Event> events, Optional<String> damage) {

  private JournalView(Path file, Reading reading) {
    this(file, reading.events(), reading.truncated());
  }

  static JournalView read(Path file) {
    return new JournalView(file, JournalReader.readable(file));
  }

  static JournalView parse(Path file, String text) {
    return new JournalView(file, JournalReader.readable(file, text));
  }

  /** What the rules make of these events, whatever verdict stands among them. */
  Verdict verdict() {
    return VerdictRules.of(events);
  }

  /** All events of a type. */
  Stream<Event> all(String type) {
    return events.stream().filter(e -> e.is(type));
  }

  Optional<Event> first(String type) {
    return all(type).findFirst();
  }

  Optional<Event> last(String type) {
    return all(type).reduce((a, b) -> b);
  }
}
