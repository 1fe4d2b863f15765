package firedrill.recovery;

import firedrill.guard.GuardRefusal;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.journal.JournalException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a recovery and holds its order mechanically: not by the sequence of calls in the code, but
 * by asking at the start of each step whether the gates it needs still hold.
 */
public final class RecoveryOrder {

  private final Journal journal;
  private final List<String> steps;
  private final Map<String, Condition> passed = new LinkedHashMap<>();
  private Optional<Armed> armed = Optional.empty();

  /** When the step began whose gates are waited for. */
  private record Armed(long nanos, double journalMs) {}

  /**
   * @param steps the plan's order; empty when the plan gives none
   */
  public RecoveryOrder(Journal journal, List<String> steps) {
    this.journal = journal;
    this.steps = List.copyOf(steps);
  }

  /** A new fault: what had been passed before says nothing any more. */
  public void faultInjected() {
    passed.clear();
    armed = Optional.empty();
  }

  /**
   * Does one step. The gates after it are armed when it begins: what its action takes is theirs.
   *
   * @throws GateFailedException when a precondition does not hold; journalled as {@code
   *     step.refused}
   * @throws StepFailedException when the action failed; journalled as {@code step.failed}. What
   *     only the harness can be to blame for is thrown as it is
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
    journal.append(
        EventType.STEP_STARTED,
        "step",
        step.name(),
        "actor",
        step.actor().name(),
        "after",
        step.preconditions().stream().map(Precondition::gate).toList());
    armed = Optional.of(new Armed(System.nanoTime(), started));
    try {
      step.action().run();
    } catch (Exception e) {
      if (isHarness(e)) {
        throw e;
      }
      journal.append(
          EventType.STEP_FAILED,
          "step",
          step.name(),
          "message",
          firstLine(e),
          "exception",
          e.toString());
      throw new StepFailedException(step.name(), e);
    }
    journal.append(
        EventType.STEP_ENDED,
        "step",
        step.name(),
        "actor",
        step.actor().name(),
        "tookMs",
        journal.now() - started);
  }

  /** A mistake in the drill, a refusal of the guard, a lost journal: no system is to blame. */
  private static boolean isHarness(Exception e) {
    return e instanceof InterruptedException
        || e instanceof JournalException
        || e instanceof GuardRefusal
        || e instanceof GateFailedException
        || e instanceof IllegalArgumentException
        || e instanceof NullPointerException
        || e instanceof ClassCastException
        || e instanceof IndexOutOfBoundsException
        || e instanceof UnsupportedOperationException;
  }

  private static String firstLine(Exception e) {
    // The JDK's own often have no message.
    String said = e.getMessage() == null ? e.toString() : e.getMessage();
    return said.lines().findFirst().orElse(e.toString());
  }

  /**
   * Waits and journals. Its time runs from the beginning of the step before it, if there is one
   * since the last fault, else from now.
   *
   * @throws GateFailedException when it did not become true; a late gate does not throw
   */
  public GateResult gate(Gate gate) {
    Armed from = armed.orElseGet(() -> new Armed(System.nanoTime(), journal.now()));
    journal.append(
        EventType.GATE_WAITING,
        "gate",
        gate.name(),
        "budgetMs",
        gate.budget().toMillis(),
        "holdMs",
        gate.hold().toMillis(),
        "armedT",
        from.journalMs());
    GateResult result = Gates.await(gate, from.nanos());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("gate", gate.name());
    double took = millis(result.took());
    fields.put("tookMs", took);
    fields.put("budgetMs", gate.budget().toMillis());
    switch (result.outcome()) {
      case PASSED, LATE -> {
        fields.put("observed", result.observed());
        if (result.outcome() == GateResult.Outcome.LATE) {
          fields.put("notYet", result.notYet());
        }
        passed.put(gate.name(), gate.condition());
        journal.append(
            result.outcome() == GateResult.Outcome.LATE
                ? EventType.GATE_LATE
                : EventType.GATE_PASSED,
            fields);
      }
      case FAILED -> {
        fields.put("reason", result.reason());
        fields.put("ranOut", result.ranOut());
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
        EventType.STEP_REFUSED,
        "step",
        step.name(),
        "gate",
        needed.gate(),
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
