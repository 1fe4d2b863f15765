package firedrill.claims;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.JournalReader;
import firedrill.verdict.Expectation;
import firedrill.verdict.VerdictRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One scenario or twin that has ended.
 *
 * @param twin whether it was broken on purpose
 * @param weight what it may decide
 */
public record PlayedScenario(
    String drill, String name, boolean twin, Weight weight, Event start, List<Event> events) {

  public PlayedScenario {
    events = List.copyOf(events);
  }

  /**
   * Reads a journal and works its verdict out anew.
   *
   * @throws firedrill.journal.JournalException when it cannot be read
   */
  public static PlayedScenario read(Path journal) {
    return of(JournalReader.read(journal).events());
  }

  /** From a journal's events. */
  public static PlayedScenario of(List<Event> events) {
    Event start =
        events.stream()
            .filter(event -> event.is(EventType.RUN_STARTED))
            .findFirst()
            .orElseGet(() -> new Event(0, 0, java.time.Instant.EPOCH, "", Map.of()));
    boolean twin = start.isTrue("twin");
    return new PlayedScenario(
        start.text("drill"),
        start.text("scenario"),
        twin,
        Weight.of(VerdictRules.of(events), twin, Expectation.of(start.in("expect"))),
        start,
        events);
  }

  /** The same, and nothing that it says counts: its journal is damaged. */
  public PlayedScenario disbelieved() {
    return new PlayedScenario(drill, name, twin, Weight.NONE, start, events);
  }

  /** Whether it passed, or is a twin that was caught. */
  boolean counts() {
    return weight == Weight.FULL;
  }

  /** How a twin must end; one that does not say so can only stay silent. */
  public Expectation expectation() {
    return Expectation.of(start.in("expect"));
  }

  /** As in a claim's {@code seen-in}. */
  public String id() {
    return drill + "/" + name;
  }

  /** What the scenario itself says of a claim. */
  Stream<Event> answers(String claim) {
    return of(EventType.CLAIM, claim);
  }

  /** Those of its answers that decide; none of a twin, which is broken on purpose. */
  Stream<Event> deciding(String claim) {
    return twin
        ? Stream.empty()
        : answers(claim).filter(e -> weight.carries(ClaimOutcome.read(e.text("outcome"))));
  }

  /** The claims that it decides something of. */
  Stream<String> decided() {
    return events.stream()
        .filter(e -> e.is(EventType.CLAIM))
        .map(e -> e.text("claim"))
        .distinct()
        .filter(claim -> deciding(claim).findAny().isPresent());
  }

  /** What was seen of a claim where it had to come out the other way. */
  Stream<Event> controls(String claim) {
    return of(EventType.CLAIM_CONTROL, claim);
  }

  private Stream<Event> of(String type, String claim) {
    return events.stream().filter(e -> e.is(type) && e.text("claim").equals(claim));
  }
}
