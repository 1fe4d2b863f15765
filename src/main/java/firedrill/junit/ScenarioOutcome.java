package firedrill.junit;

import firedrill.verdict.Judgement;
import firedrill.verdict.Verdict;
import java.nio.file.Path;

/**
 * How one scenario or twin ended.
 *
 * @param verdict that of its journal, for a twin as well
 */
record ScenarioOutcome(
    String drill,
    String scenario,
    boolean twin,
    Judgement judgement,
    Verdict verdict,
    Path journal) {

  /** Whether its test passes. */
  boolean isGood() {
    return judgement == Judgement.PASS || judgement == Judgement.CAUGHT;
  }

  boolean isNotDrilled() {
    return judgement == Judgement.NOT_DRILLED;
  }
}
