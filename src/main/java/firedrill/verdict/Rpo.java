package firedrill.verdict;

import firedrill.journal.Event;

/**
 * Acknowledged writes lost (an entry is lost when its row or its attachment is), and seconds of
 * history they span; unanswered writes apart.
 */
public record Rpo(
    long lostEntries, double lostSeconds, long ambiguousPresent, long ambiguousAbsent) {

  /**
   * Whether a budget grants a loss. None grants what was acknowledged after the fault, and one of
   * nothing grants nothing.
   *
   * @param loss of type {@code rpo}
   * @param budget milliseconds of history
   */
  public static boolean isWithin(Event loss, double budget) {
    double lost = 1000 * loss.number("lostSeconds").orElse(0);
    return budget > 0 && lost >= 0 && lost <= budget && loss.count("lostAfterFault") == 0;
  }
}
