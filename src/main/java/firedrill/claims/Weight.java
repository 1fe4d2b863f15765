package firedrill.claims;

import firedrill.verdict.Expectation;
import firedrill.verdict.Verdict;

/** What the word of a scenario that has ended is worth. */
public enum Weight {
  /**
   * In doubt, not drilled, a twin that was not caught, or a scenario that was red for nothing but
   * its time, which a busy machine takes from it as well, until waiting was given up: it says
   * nothing.
   */
  NONE,
  /**
   * A scenario that failed, its faults witnessed and nothing in doubt, by more than time. It may
   * refute: what turned it red may be the very thing that a claim is wrong about. It confirms
   * nothing.
   */
  AGAINST,
  /** A scenario that passed, or a twin that was caught. */
  FULL;

  static Weight of(Verdict verdict, boolean twin, Expectation expected) {
    if (twin) {
      return expected.isMetBy(verdict) ? FULL : NONE;
    }
    return switch (verdict.kind()) {
      case PASS -> FULL;
      case FAIL -> verdict.inDoubt() || verdict.onlyTime() ? NONE : AGAINST;
      case INCONCLUSIVE, NOT_DRILLED -> NONE;
    };
  }

  /** Whether an answer of a scenario of this weight decides, where it decides anything at all. */
  boolean carries(ClaimOutcome answer) {
    return this == FULL || this == AGAINST && answer == ClaimOutcome.REFUTED;
  }
}
