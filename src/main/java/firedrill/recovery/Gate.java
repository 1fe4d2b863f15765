package firedrill.recovery;

import java.time.Duration;
import java.util.Objects;

/**
 * The observable condition that must become true, and stay true, before the next step.
 *
 * @param budget from the start of waiting until it must have become true
 * @param hold how long it must then stay true; not counted as time to recover
 * @param grace how long to go on waiting after the budget, so that lateness gets a figure
 */
public record Gate(
    String name,
    Condition condition,
    Duration budget,
    Duration hold,
    FailFast failFast,
    Duration grace) {

  private static final Duration LEAST_GRACE = Duration.ofSeconds(30);

  public Gate {
    Objects.requireNonNull(name);
    Objects.requireNonNull(condition);
    Objects.requireNonNull(failFast);
    if (budget.isNegative() || budget.isZero() || hold.isNegative() || grace.isNegative()) {
      throw new IllegalArgumentException(
          "gate " + name + ": the budget must be above zero, hold and grace not below");
    }
  }

  /** A gate that waits up to three times its budget, and at least 30 s more than it. */
  public Gate(String name, Condition condition, Duration budget, Duration hold, FailFast failFast) {
    this(name, condition, budget, hold, failFast, usualGrace(budget));
  }

  public Gate(String name, Condition condition, Duration budget, Duration hold) {
    this(name, condition, budget, hold, FailFast.NEVER);
  }

  public Gate withoutGrace() {
    return new Gate(name, condition, budget, hold, failFast, Duration.ZERO);
  }

  private static Duration usualGrace(Duration budget) {
    Duration twice = budget.multipliedBy(2);
    return twice.compareTo(LEAST_GRACE) > 0 ? twice : LEAST_GRACE;
  }
}
