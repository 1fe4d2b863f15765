package drills;

import firedrill.integrity.Check;
import firedrill.integrity.CheckReport;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import java.util.List;

/** Integrity checks as a run's own. */
final class Checks {

  private Checks() {}

  /** Journals what the check found; one that could not finish is a harness error. */
  static boolean run(DrillRun run, Check check) {
    return run.check(check.name(), () -> translate(check.run()));
  }

  /** Runs all of them; whether all passed. */
  static boolean run(DrillRun run, List<Check> checks) {
    return checks.stream().map(check -> run(run, check)).reduce(true, Boolean::logicalAnd);
  }

  /**
   * What a check that nobody judges has found; a single wrong thing stands in no detail.
   *
   * @throws IllegalStateException when it could not finish: nothing was found
   */
  static Observation seen(Check check) {
    CheckResult found = translate(check.run());
    return Observation.of(
        found.ok(), found.ok() ? found.detail() : found.culprit() + "; " + found.detail());
  }

  private static CheckResult translate(CheckReport r) {
    return switch (r.state()) {
      case PASSED -> CheckResult.passed(r.detail());
      case FAILED -> CheckResult.failed(r.culprit(), r.detail());
      case BROKEN -> throw new IllegalStateException(r.name() + " could not finish: " + r.detail());
    };
  }
}
