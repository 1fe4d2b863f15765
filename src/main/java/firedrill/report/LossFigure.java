package firedrill.report;

import static firedrill.journal.EventType.CHECK_FAILED;
import static firedrill.journal.EventType.CHECK_PASSED;
import static firedrill.journal.EventType.RPO;
import static firedrill.journal.EventType.WRITE_ACKNOWLEDGED;

import firedrill.journal.Event;
import firedrill.report.Page.Figure;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The figure of what was lost: in which scenario, of which store, and what the plan allows.
 *
 * @param scenarios without twins
 */
record LossFigure(List<RecordedScenario> scenarios, Words words) {

  private static final String NONE = "\u2013";

  Figure figure() {
    Loss loss = Loss.of(scenarios);
    Texts texts = words.texts();
    String name = texts.get("rpo");
    if (!loss.measured()) {
      return new Figure(name, NONE, instead(loss), "doubt");
    }
    if (loss.entries() == 0) {
      return new Figure(
          name, texts.number(0), texts.count("rpo.kept", loss.counts().acknowledged()), "good");
    }
    RecordedScenario worst =
        scenarios.stream()
            .max(Comparator.comparingLong(s -> Loss.of(List.of(s)).entries()))
            .orElseThrow();
    String where = stores(worst);
    return new Figure(
        name,
        texts.number(loss.entries()),
        scenarios.size() == 1 ? where : texts.get("rpo.where", words.name(worst.name()), where),
        loss.granted() ? "good" : "bad");
  }

  private String stores(RecordedScenario s) {
    List<Event> losses = s.journal().all(RPO).toList();
    return losses.stream()
        .filter(e -> e.count("lostEntries") > 0)
        .map(e -> losses.size() == 1 ? gone(s, e) : ofStore(s, e))
        .reduce((a, b) -> words.texts().get("join.semicolon", a, b))
        .orElse("");
  }

  private String ofStore(RecordedScenario s, Event e) {
    return words
        .texts()
        .count("rpo.store", e.count("lostEntries"), words.name(e.text("store")), gone(s, e));
  }

  private String gone(RecordedScenario s, Event e) {
    Texts texts = words.texts();
    OptionalDouble budget = s.rpoBudgetMs(e.text("store"));
    String allowed =
        budget.isEmpty()
            ? texts.get("rpo.nobudget")
            : budget.getAsDouble() > 0
                ? texts.get("rpo.budget", texts.duration(budget.getAsDouble()))
                : texts.get("rpo.budget.none");
    return texts.get("rpo.gone", texts.duration(1000 * e.amount("lostSeconds")), allowed);
  }

  /** Where nothing was measured: why, and what was looked at. */
  private String instead(Loss loss) {
    Texts texts = words.texts();
    boolean written =
        loss.counts().acknowledged() > 0
            || scenarios.stream().anyMatch(s -> s.journal().first(WRITE_ACKNOWLEDGED).isPresent());
    String why = texts.get(written ? "rpo.unknown" : "rpo.unwritten");
    long passed = count(CHECK_PASSED);
    long all = passed + count(CHECK_FAILED);
    return all == 0
        ? why
        : texts.get(
            "join.semicolon",
            why,
            passed == all
                ? texts.count("rpo.checks", passed)
                : texts.get("rpo.checks.some", texts.number(passed), texts.number(all)));
  }

  private long count(String type) {
    return scenarios.stream().mapToLong(s -> s.journal().all(type).count()).sum();
  }
}
