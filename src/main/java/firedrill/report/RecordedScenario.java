package firedrill.report;

import static firedrill.journal.EventType.FAULT_INJECTED;
import static firedrill.journal.EventType.OBSERVED;
import static firedrill.journal.EventType.PHASE_ENDED;
import static firedrill.journal.EventType.PHASE_STARTED;
import static firedrill.journal.EventType.RUN_STARTED;
import static firedrill.journal.EventType.VERDICT;

import firedrill.claims.PlayedScenario;
import firedrill.journal.Event;
import firedrill.journal.Fields;
import firedrill.verdict.Expectation;
import firedrill.verdict.Judgement;
import firedrill.verdict.Reason;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One scenario of one run, as read from its journal. Times in milliseconds since it was opened.
 *
 * @param kind worked out anew from the events; what stands in the journal is not taken on trust
 * @param reasons why it is not a pass; empty for a pass
 * @param sound whether the journal is whole and says of itself what the rules make of it
 */
record RecordedScenario(
    JournalView journal,
    Fields start,
    Verdict verdict,
    VerdictKind kind,
    List<String> reasons,
    boolean sound) {

  /** A phase; {@code to} is the journal's end when the phase was never closed. */
  public record Span(String phase, double from, double to) {
    public double took() {
      return to - from;
    }
  }

  static RecordedScenario of(JournalView journal) {
    Optional<Event> start = journal.first(RUN_STARTED);
    Verdict verdict = journal.verdict();
    List<String> reasons =
        new ArrayList<>(verdict.reasons().stream().map(Reason::toString).toList());
    List<String> doubts = new ArrayList<>();
    journal.damage().ifPresent(doubts::add);
    if (start.isEmpty()) {
      doubts.add("the journal does not say which run it is");
    }
    String written = journal.last(VERDICT).map(v -> v.text("verdict")).orElse("none");
    VerdictKind kind = verdict.kind();
    if (kind == VerdictKind.PASS && !written.equals(VerdictKind.PASS.name())) {
      doubts.add("the verdict written in the journal is " + written);
    }
    if (kind == VerdictKind.PASS && !doubts.isEmpty()) {
      kind = VerdictKind.INCONCLUSIVE;
    }
    reasons.addAll(doubts);
    Fields none = Map::of;
    return new RecordedScenario(
        journal,
        start.map(Fields.class::cast).orElse(none),
        verdict,
        kind,
        List.copyOf(reasons),
        doubts.isEmpty() && written.equals(verdict.kind().name()));
  }

  /** What is said of it; of a twin, whether it did what it must. */
  public Judgement judgement() {
    return twin()
        ? kind == verdict.kind() ? expectation().judge(verdict) : Judgement.FAIL
        : Judgement.of(kind);
  }

  /** As a witness of claims; one whose journal is damaged is none. */
  PlayedScenario played() {
    PlayedScenario read = PlayedScenario.of(journal.events());
    return sound ? read : read.disbelieved();
  }

  String run() {
    return named("run", folder(2));
  }

  String drill() {
    return named("drill", "unknown");
  }

  public String name() {
    return named("scenario", folder(1));
  }

  boolean twin() {
    return start.isTrue("twin");
  }

  private String named(String field, String otherwise) {
    String value = start.text(field);
    return value.isEmpty() ? otherwise : value;
  }

  private String folder(int up) {
    Path path = journal.file().toAbsolutePath();
    for (int i = 0; i < up && path.getParent() != null; i++) {
      path = path.getParent();
    }
    return path.getFileName() == null ? "unknown" : path.getFileName().toString();
  }

  /** When it began, ISO 8601 in UTC, or empty. */
  String at() {
    return journal.first(RUN_STARTED).map(e -> e.at().toString()).orElse("");
  }

  double end() {
    return journal.events().stream().mapToDouble(Event::t).max().orElse(0);
  }

  /** What the plan allows a store to lose, in milliseconds; empty where it sets no limit. */
  OptionalDouble rpoBudgetMs(String store) {
    return start.in("plan").in("rpoMs").number(store);
  }

  /** What was observed, without that an undo had nothing left to put right. */
  Stream<Event> observed() {
    return journal
        .all(OBSERVED)
        .filter(
            e ->
                !(e.text("name").startsWith("undo of ")
                    && e.text("detail").startsWith("not needed any more")));
  }

  OptionalDouble faultAt() {
    return journal.all(FAULT_INJECTED).mapToDouble(Event::t).findFirst();
  }

  List<Span> phases() {
    List<Span> phases = new ArrayList<>();
    for (Event begun : journal.all(PHASE_STARTED).toList()) {
      String name = begun.text("phase");
      double to =
          journal
              .all(PHASE_ENDED)
              .filter(e -> e.text("phase").equals(name) && e.t() >= begun.t())
              .mapToDouble(Event::t)
              .findFirst()
              .orElse(end());
      phases.add(new Span(name, begun.t(), to));
    }
    return phases;
  }

  List<GateWait> gates() {
    return GateWait.of(this);
  }

  /** The longest outage, if there was one. */
  OptionalDouble rtoMs() {
    return verdict.rtoMs();
  }

  OptionalDouble rtoBudgetMs() {
    return verdict.rtoBudgetMs();
  }

  /** Who is to blame, each once, in order. */
  List<String> culprits() {
    return verdict.reasons().stream().map(Reason::culprit).distinct().toList();
  }

  /** How a twin must end; one that does not say so can only stay silent. */
  Expectation expectation() {
    return Expectation.of(start.in("expect"));
  }
}
