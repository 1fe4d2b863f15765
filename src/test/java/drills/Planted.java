package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a planted fault must turn red, asked one after the other: what was red is journalled, and
 * the twin goes on, for one lab is enough for several. What stays green is blamed by nobody, and
 * the twin is not caught.
 */
final class Planted {

  private Planted() {}

  /**
   * Given up once its condition has been seen false.
   *
   * @param why waiting on would change nothing
   */
  static void gate(DrillRun run, String gate, Condition condition, String why) {
    AtomicBoolean wasFalse = new AtomicBoolean();
    FailFast hopeless = () -> wasFalse.get() ? Optional.of(why) : Optional.empty();
    try {
      run.gate(
          gate,
          () -> {
            try {
              Observation now = condition.check();
              wasFalse.set(!now.ok());
              return now;
            } catch (Exception e) {
              // One that throws is not true either. Not before it was asked: nobody has seen it.
              wasFalse.set(true);
              throw e;
            }
          },
          hopeless);
    } catch (GateFailedException red) {
      run.observe("red", red.getMessage(), gate);
    }
  }

  /** A step whose turn it is not. */
  static void tooEarly(DrillRun run, Step step) throws Exception {
    try {
      run.step(step);
    } catch (GateFailedException refused) {
      run.observe("red", refused.getMessage(), step.name());
    }
  }
}
