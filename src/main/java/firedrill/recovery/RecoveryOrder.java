package firedrill.recovery;

import firedrill.journal.EventType;
import firedrill.journal.Journal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Walks a recovery and holds its order mechanically: not by the sequence of calls in the code, but
 * by asking at the start of each step whether the gates it needs still hold.
 */
public final class RecoveryOrder {

  private final Journal journal;
  private final List<String> steps;
  private final DoubleSupplier faultAtMs;
  private final Map<String, Condition> passed = new LinkedHashMap<>();

  /**
   * @param steps the plan's order; empty when the plan gives none
   * @param faultAtMs journal time at which the outage began, NaN before the first fault
   */
  public RecoveryOrder(Journal journal, List<String> steps, DoubleSupplier faultAtMs) {
    this.journal = journal;
    this.steps = List.copyOf(steps);
    this.faultAtMs = faultAtMs;
  }

  /** A new fault: what had been passed before says nothing any more. */
  public void faultInjected() {
    passed.clear();
  }

  /**
   * Does one step.
   *
   * @throws GateFailedException when a precondition does not hold; journalled as a failure of the
   *     missing gate
   */
  public void step(Step step) throws Exception {
    if (!steps.isEmpty() && !steps.contains(step.name())) {
      throw new IllegalArgumentException(
          "step " + step.name() + " is not in the plan's order " + steps);
    }
    for (Precondition needed : step.preconditions()) {
      require(step, needed);
    }
    double started = journal.now();
    journal.append(EventType.STEP_STARTED, "step", step.name(), "actor", step.actor().name());
    step.action().run();
    journal.append(
        EventType.STEP_ENDED,
        "step",
        step.name(),
        "actor",
        step.actor().name(),
        "tookMs",
        journal.now() - started);
  }

  /**
   * Waits and journals.
   *
   * @throws GateFailedException when it did not become true; a late gate does not throw
   */
  public GateResult gate(Gate gate) {
    double waitingAt = journal.now();
    journal.append(
        EventType.GATE_WAITING,
        "gate",
        gate.name(),
        "budgetMs",
        gate.budget().toMillis(),
        "holdMs",
        gate.hold().toMillis());
    GateResult result = Gates.await(gate);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("gate", gate.name());
    double took = millis(result.took());
    fields.put("tookMs", took);
    fields.put("budgetMs", gate.budget().toMillis());
    switch (result.outcome()) {
      case PASSED, LATE -> {
        double fault = faultAtMs.getAsDouble();
        fields.put("sinceFaultMs", Double.isNaN(fault) ? null : waitingAt + took - fault);
        fields.put("observed", result.observed());
        passed.put(gate.name(), gate.condition());
        journal.append(
            result.outcome() == GateResult.Outcome.LATE
                ? EventType.GATE_LATE
                : EventType.GATE_PASSED,
            fields);
      }
      case FAILED -> {
        fields.put("reason", result.reason());
        fields.put("observed", result.observed());
        result.lastException().ifPresent(cause -> fields.put("exception", cause.toString()));
        journal.append(EventType.GATE_FAILED, fields);
        throw new GateFailedException(gate.name(), result.message(), result.cause());
      }
    }
    return result;
  }

  private void require(Step step, Precondition needed) {
    Condition condition = needed.condition().orElse(passed.get(needed.gate()));
    if (condition == null) {
      throw refused(step, needed, "it has not been passed since the fault", "not asked", null);
    }
    Observation now;
    try {
      now = condition.check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(step, needed, "interrupted", "the condition threw " + e, e);
    } catch (Exception e) {
      throw refused(step, needed, "it does not hold", "the condition threw " + e, e);
    }
    if (!now.ok()) {
      throw refused(step, needed, "it does not hold", now.text(), null);
    }
  }

  private GateFailedException refused(
      Step step, Precondition needed, String why, String observed, Exception cause) {
    String reason = "step " + step.name() + " refused: gate " + needed.gate() + ": " + why;
    journal.append(
        EventType.GATE_FAILED,
        "gate",
        needed.gate(),
        "tookMs",
        0,
        "budgetMs",
        0,
        "reason",
        reason,
        "observed",
        observed);
    return new GateFailedException(needed.gate(), reason + " (" + observed + ")", cause);
  }

  static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e3;
  }
}
