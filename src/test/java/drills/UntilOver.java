package drills;

import firedrill.component.velero.VeleroStatus;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits for a backup or restore to end, well or badly.
 *
 * @param within how long it may take before the drill gives it up
 */
record UntilOver(DrillRun run, Duration within) {

  /**
   * @param what is waited for, as the console says it
   * @param of what the status is of
   * @return as it ended
   */
  VeleroStatus await(String what, String of, Supplier<VeleroStatus> status) {
    run.await(
        what,
        () -> {
          VeleroStatus now = status.get();
          return Observation.of(now.isOver(), of + ": " + now);
        },
        within);
    return status.get();
  }
}
