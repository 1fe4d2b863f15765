package firedrill.report;

import static firedrill.report.JournalView.t;
import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A gate's wait: when it began, how long it took and against which budget, in milliseconds.
 *
 * @param from when the wait began, since the journal was opened
 * @param state how it ended
 * @param detail the reason of a failure, else what was last observed
 */
record Gate(
    String name,
    double from,
    double tookMs,
    double budgetMs,
    OptionalDouble sinceFaultMs,
    State state,
    String detail) {

  enum State {
    PASSED,
    LATE,
    FAILED,
    /** The run ended while it was being waited for. */
    OPEN,
    /** In the plan, but never waited for. */
    NOT_REACHED
  }

  private static final Set<String> ENDS = Set.of("gate.passed", "gate.late", "gate.failed");

  static List<Gate> of(Scenario scenario) {
    List<Gate> gates = new ArrayList<>();
    for (JsonNode waiting : scenario.journal().all("gate.waiting").toList()) {
      Optional<JsonNode> end =
          scenario.journal().events().stream()
              .filter(e -> ENDS.contains(text(e, "type")))
              .filter(e -> text(e, "gate").equals(text(waiting, "gate")) && t(e) >= t(waiting))
              .findFirst();
      gates.add(gate(waiting, end, scenario.end()));
    }
    scenario
        .start()
        .path("plan")
        .path("gates")
        .properties()
        .forEach(
            planned -> {
              if (gates.stream().noneMatch(g -> g.name().equals(planned.getKey()))) {
                double budget = planned.getValue().path("budgetMs").asDouble();
                gates.add(
                    new Gate(
                        planned.getKey(),
                        0,
                        0,
                        budget,
                        OptionalDouble.empty(),
                        State.NOT_REACHED,
                        ""));
              }
            });
    return gates;
  }

  private static Gate gate(JsonNode waiting, Optional<JsonNode> end, double journalEnd) {
    double budget = waiting.path("budgetMs").asDouble();
    String name = text(waiting, "gate");
    if (end.isEmpty()) {
      double took = journalEnd - t(waiting);
      return new Gate(name, t(waiting), took, budget, OptionalDouble.empty(), State.OPEN, "");
    }
    JsonNode e = end.get();
    State state =
        switch (text(e, "type")) {
          case "gate.passed" -> State.PASSED;
          case "gate.late" -> State.LATE;
          default -> State.FAILED;
        };
    String reason = text(e, "reason");
    JsonNode since = e.path("sinceFaultMs");
    return new Gate(
        name,
        t(waiting),
        e.path("tookMs").asDouble(),
        e.path("budgetMs").asDouble(budget),
        since.isNumber() ? OptionalDouble.of(since.asDouble()) : OptionalDouble.empty(),
        state,
        reason.isEmpty() ? text(e, "observed") : reason);
  }
}
