package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Looks at something for a while. */
final class Watched {

  private Watched() {}

  /**
   * Whether it stayed so; given up when it is not, and that is what was seen then. A control must
   * show that the time was long enough.
   */
  static Observation stays(DrillRun run, String what, Condition condition, Duration as) {
    long began = System.nanoTime();
    AtomicReference<Observation> last = new AtomicReference<>();
    run.await(
        what + ", for " + as.toSeconds() + " s",
        () -> {
          last.set(condition.check());
          boolean over = System.nanoTime() - began >= as.toNanos();
          return Observation.of(over || !last.get().ok(), last.get().text());
        },
        as.plusSeconds(30));
    Observation seen = last.get();
    return Observation.of(
        seen.ok(),
        "%s %s %.1f s"
            .formatted(
                seen.text(), seen.ok() ? "for" : "after", (System.nanoTime() - began) / 1e9));
  }

  /** Whether it becomes so in time; no judgement. */
  static Observation becomes(DrillRun run, String what, Condition condition, Duration within) {
    Observation stayed =
        stays(
            run,
            what,
            () -> {
              Observation now = condition.check();
              return Observation.of(!now.ok(), now.text());
            },
            within);
    return Observation.of(!stayed.ok(), stayed.text());
  }

  /**
   * The same, and whether it then stays so: what is seen once may be a pod that was not asked yet.
   */
  static Observation settles(
      DrillRun run, String what, Condition condition, Duration within, Duration as) {
    Observation became = becomes(run, what, condition, within);
    return became.ok() ? stays(run, what, condition, as) : became;
  }
}
