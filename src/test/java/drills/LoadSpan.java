package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.time.Instant;

/** When something happens to a volume that is written to. */
final class LoadSpan {

  /** Longer than the 5 s in which ext4 commits its journal by itself (ext4(5), {@code commit=}). */
  static final Duration JOURNALLED = Duration.ofSeconds(8);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private LoadSpan() {}

  /** Milliseconds of load before the cut: of the seed, between the plan's earliest and latest. */
  static int ofTheCut(DrillRun run) {
    int earliest = run.plan().size("earliest-cut-milliseconds");
    int latest = run.plan().size("latest-cut-milliseconds");
    return earliest + run.random("moment of the cut").nextInt(latest - earliest);
  }

  /**
   * Returns when so much time has gone.
   *
   * @param what it goes for
   */
  static void pass(DrillRun run, String what, Duration span) {
    Instant until = Instant.now().plus(span);
    run.await(
        what,
        () -> Observation.of(!Instant.now().isBefore(until), "until " + until),
        span.plus(GRACE));
  }
}
