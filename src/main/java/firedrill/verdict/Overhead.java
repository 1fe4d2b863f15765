package firedrill.verdict;

/**
 * The harness' own share of the time, in milliseconds.
 *
 * @param wallMs of the whole run
 * @param waitingMs spent on the systems under test: gates, waits and component starts, overlaps
 *     counted once
 */
public record Overhead(double wallMs, double waitingMs) {

  public double harnessMs() {
    return wallMs - waitingMs;
  }

  /** From 0 to 1. */
  public double share() {
    return wallMs <= 0 ? 0 : harnessMs() / wallMs;
  }
}
