package drills;

import firedrill.journal.JournalReader;
import firedrill.junit.DrillRun;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.recovery.StepFailedException;
import firedrill.verdict.Reason;
import firedrill.verdict.VerdictRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a planted fault must turn red, asked one after the other: what was red is journalled, and
 * the twin goes on, for one lab is enough for several. What stays green is blamed by nobody, and
 * the twin is not caught.
 */
final class Planted {

  private static final Duration LEAST = Duration.ofSeconds(10);

  private Planted() {}

  /**
   * Given up once its condition has been seen false, and a quarter of the gate's budget, ten
   * seconds at least, has not changed that: every gate is false for a moment.
   *
   * @param why waiting on would change nothing
   * @return whether it was passed
   */
  static boolean gate(DrillRun run, String gate, Condition condition, String why) {
    Duration quarter = run.plan().gate(gate).budget().dividedBy(4);
    return gate(run, gate, condition, why, quarter.compareTo(LEAST) < 0 ? LEAST : quarter);
  }

  /**
   * The same, of what is refused at once or never.
   *
   * @param watched for so long
   * @return whether it was passed
   */
  static boolean gate(
      DrillRun run, String gate, Condition condition, String why, Duration watched) {
    long until = System.nanoTime() + watched.toNanos();
    AtomicBoolean wasFalse = new AtomicBoolean();
    FailFast hopeless =
        () ->
            wasFalse.get() && System.nanoTime() > until
                ? Optional.of("watched for " + watched.toSeconds() + " s; " + why)
                : Optional.empty();
    return gate(run, gate, condition, wasFalse, hopeless);
  }

  /**
   * The same, given up when somebody else says so, and it has been seen false.
   *
   * @return whether it was passed
   */
  static boolean gate(DrillRun run, String gate, Condition condition, FailFast hopeless) {
    AtomicBoolean wasFalse = new AtomicBoolean();
    FailFast asked = () -> wasFalse.get() ? hopeless.reason() : Optional.empty();
    return gate(run, gate, condition, wasFalse, asked);
  }

  private static boolean gate(
      DrillRun run, String gate, Condition condition, AtomicBoolean wasFalse, FailFast hopeless) {
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
      return true;
    } catch (GateFailedException red) {
      run.observe("red", red.getMessage(), gate);
      return false;
    }
  }

  /**
   * What has been planted up to now must not be blamed for anything.
   *
   * @throws IllegalStateException when it is: the twin would be red for the wrong reason
   */
  static void nothingIsRed(DrillRun run) {
    List<String> red =
        VerdictRules.of(JournalReader.read(run.journal().file()).events()).reasons().stream()
            .filter(reason -> !reason.isBlamedBy(VerdictRules.UNFINISHED))
            .map(Reason::toString)
            .toList();
    run.observe(
        "green", red.isEmpty() ? "nothing is red so far" : "red so far: " + red, red.isEmpty());
    if (!red.isEmpty()) {
      throw new IllegalStateException("red for what a budget grants: " + red);
    }
  }

  /** A step that cannot be done. */
  static void step(DrillRun run, Step step) throws Exception {
    try {
      run.step(step);
    } catch (StepFailedException failed) {
      run.observe("red", failed.getMessage(), step.name());
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
