package firedrill.report;

import static firedrill.journal.EventType.FAULT_INJECTED;
import static firedrill.journal.EventType.STEP_STARTED;

import firedrill.journal.Event;
import firedrill.verdict.Outage;
import java.util.OptionalDouble;

/** How much of an outage is the drill's own waiting. */
final class LeftToAct {

  /** A time between fault and first step that is shorter says nothing of its own. */
  private static final double LEAST_MS = 1000;

  private LeftToAct() {}

  /**
   * How much of the longest outage the fault was left alone before the first step against it, in
   * milliseconds; empty where that is nothing to speak of.
   */
  static OptionalDouble ms(RecordedScenario s) {
    double from = s.verdict().outage().map(Outage::fromMs).orElse(Double.NaN);
    double fault =
        s.journal()
            .all(FAULT_INJECTED)
            .filter(e -> e.t() - e.amount("tookMs") <= from)
            .mapToDouble(Event::t)
            .max()
            .orElse(Double.NaN);
    return s.journal()
        .all(STEP_STARTED)
        .mapToDouble(Event::t)
        .filter(at -> at >= fault)
        .limit(1)
        .map(at -> Math.min(at, s.verdict().outage().orElseThrow().toMs()) - from)
        .filter(ms -> ms >= LEAST_MS)
        .findFirst();
  }
}
