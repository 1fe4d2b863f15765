package firedrill.report;

import static firedrill.journal.EventType.GATE_FAILED;
import static firedrill.journal.EventType.GATE_LATE;
import static firedrill.journal.EventType.GATE_PASSED;
import static firedrill.journal.EventType.GATE_WAITING;

import firedrill.journal.Event;
import firedrill.journal.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A gate's wait: when it began, how long it took and against which budget, in milliseconds.
 *
 * @param from when the wait began, since the journal was opened
 * @param state how it ended
 */
record GateWait(String name, double from, double tookMs, double budgetMs, State state) {

  enum State {
    PASSED,
    LATE,
    FAILED,
    /** The run ended while it was being waited for. */
    OPEN,
    /** In the plan, but never waited for. */
    NOT_REACHED;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> ENDS = Set.of(GATE_PASSED, GATE_LATE, GATE_FAILED);

  static List<GateWait> of(RecordedScenario scenario) {
    List<GateWait> gates = new ArrayList<>();
    for (Event waiting : scenario.journal().all(GATE_WAITING).toList()) {
      Optional<Event> end =
          scenario.journal().events().stream()
              .filter(e -> ENDS.contains(e.type()) && e.seq() > waiting.seq())
              .filter(e -> e.text("gate").equals(waiting.text("gate")))
              .findFirst();
      gates.add(gate(waiting, end, scenario.end()));
    }
    Fields planned = scenario.start().in("plan").in("gates");
    for (String name : planned.fields().keySet()) {
      if (gates.stream().noneMatch(g -> g.name().equals(name))) {
        gates.add(new GateWait(name, 0, 0, planned.in(name).amount("budgetMs"), State.NOT_REACHED));
      }
    }
    return gates;
  }

  private static GateWait gate(Event waiting, Optional<Event> end, double journalEnd) {
    String name = waiting.text("gate");
    double budget = waiting.amount("budgetMs");
    double from = waiting.number("armedT").orElse(waiting.t());
    if (end.isEmpty()) {
      return new GateWait(name, from, journalEnd - from, budget, State.OPEN);
    }
    Event e = end.get();
    State state =
        switch (e.type()) {
          case GATE_PASSED -> State.PASSED;
          case GATE_LATE -> State.LATE;
          default -> State.FAILED;
        };
    return new GateWait(name, from, e.amount("tookMs"), e.number("budgetMs").orElse(budget), state);
  }
}
