package firedrill.sandbox.tool;

import java.time.Duration;
import java.util.Optional;

/** How long builds still take, from the processor time they need and have had. */
final class Eta {
  private static final double ENOUGH_TO_EXTRAPOLATE = 0.05;

  private static final double SURE = 0.8;

  /**
   * All that was expected is behind us, and it is not done: nobody knows how long it still takes.
   */
  private static final double OVERDUE = 0.98;

  private Eta() {}

  /**
   * How much of a build's expected processor seconds count as behind us. A build that takes more
   * than expected comes closer to its end without reaching it.
   */
  static double credit(double had, double expected) {
    double sure = SURE * expected;
    double rest = expected - sure;
    return had <= sure ? had : sure + rest * (1 - Math.exp(-(had - sure) / rest));
  }

  /**
   * The time left, or empty if it cannot be told.
   *
   * @param expected processor seconds of all builds, by the catalogue
   * @param had the share of them that is behind us, in processor seconds of the catalogue
   */
  static Optional<Duration> left(double expected, double had, int cores, Duration elapsed) {
    double share = Math.min(had / expected, 1);
    if (share > OVERDUE) {
      return Optional.empty();
    }
    double seconds =
        share < ENOUGH_TO_EXTRAPOLATE
            ? (expected - had) / cores
            : elapsed.toMillis() / 1000.0 * (1 - share) / share;
    return Double.isFinite(seconds)
        ? Optional.of(Duration.ofSeconds(Math.max(1, Math.round(seconds))))
        : Optional.empty();
  }
}
