package firedrill.recovery;

import java.time.Duration;
import java.util.Optional;

/**
 * How waiting at a gate ended.
 *
 * @param took until the condition became true for good (its hold not counted), or until waiting
 *     ended
 * @param observed the last observation
 * @param notYet the last observation that was not what the gate waits for; empty when there was
 *     none
 * @param reason why it failed; empty otherwise
 * @param cause the last exception of the condition, null when it threw none
 */
public record GateResult(
    Outcome outcome,
    String gate,
    Duration budget,
    Duration took,
    String observed,
    String notYet,
    String reason,
    Throwable cause) {

  static final String NEVER_TRUE = "did not become true";
  static final String NOT_HELD = "did not stay true";

  /** {@code LATE} became true, but over its budget. */
  public enum Outcome {
    PASSED,
    LATE,
    FAILED
  }

  /**
   * Whether its time had run out and nothing else: it might have become true, and a machine with
   * too much to do takes as long.
   */
  public boolean ranOut() {
    return reason.equals(NEVER_TRUE) || reason.equals(NOT_HELD);
  }

  public Optional<Throwable> lastException() {
    return Optional.ofNullable(cause);
  }

  /** One sentence with the figures, the last observation and the last exception. */
  public String message() {
    StringBuilder text = new StringBuilder("gate ").append(gate);
    switch (outcome) {
      case PASSED -> text.append(" passed after ").append(ms(took));
      case LATE -> text.append(" passed late, after ").append(ms(took));
      case FAILED -> text.append(" failed after ").append(ms(took)).append(": ").append(reason);
    }
    text.append(" (budget ").append(ms(budget)).append("); last seen: ").append(observed);
    if (outcome == Outcome.LATE && !notYet.isEmpty()) {
      text.append("; until then: ").append(notYet);
    }
    if (cause != null) {
      text.append("; last exception: ").append(cause);
    }
    return text.toString();
  }

  private static String ms(Duration duration) {
    return duration.toMillis() + " ms";
  }
}
