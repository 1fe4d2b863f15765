package firedrill.junit;

import firedrill.verdict.Verdict;
import java.nio.file.Path;

/**
 * How one scenario ended.
 *
 * @param asExpected whether its test passes
 */
record ScenarioOutcome(
    String drill,
    String scenario,
    boolean twin,
    boolean asExpected,
    Verdict verdict,
    Path journal) {}
