package firedrill.junit;

import firedrill.recovery.Actor;
import firedrill.recovery.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * File systems that took more than what a machine does by itself before it mounts one ({@code
 * e2fsck -p}). On the real day a human does that, so it belongs to the recovery: a drill whose
 * order has the step tells it as one, any other fails.
 */
final class Repaired {

  /** The step of a plan's order, and of its runbook. */
  static final String STEP = "repair-file-systems";

  /** What is blamed where nobody has such a step. */
  static final String CULPRIT = "repaired-without-a-step";

  private Repaired() {}

  /**
   * @param mended in words, each with what was done; nothing is told of none
   */
  static void tell(DrillRun run, List<String> mended) {
    if (mended.isEmpty()) {
      return;
    }
    mended.forEach(text -> run.finding("repaired in the operator's stead: " + text));
    if (!run.plan().order().contains(STEP)) {
      run.expect(
          CULPRIT,
          "no step %s is in the order and the runbook of %s, and it was needed: %s"
              .formatted(STEP, run.plan().id(), String.join("; ", mended)),
          false);
      return;
    }
    Path kept = run.directory().resolve(STEP + ".txt");
    try {
      run.step(Step.of(STEP, Actor.HUMAN, () -> Files.write(kept, mended)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("what was repaired cannot be kept in " + kept, e);
    }
  }
}
