package firedrill.verdict;

/**
 * A time in which users were not served, as {@link Outages} defines it, in milliseconds of the
 * journal.
 */
public record Outage(double fromMs, double toMs) {

  public double tookMs() {
    return toMs - fromMs;
  }
}
