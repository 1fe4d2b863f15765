package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Condition;
import java.time.Duration;

/**
 * A volume whose deletion was asked for.
 *
 * @param gone whether it went, replicas and all
 * @param took until then, or for how long it was watched
 */
record SeenOff(String volume, Attempt deletion, boolean gone, Duration took) {

  private static final Duration LEAST = Duration.ofSeconds(3);

  /** Watched from now; that it stays is an answer, and no failure. */
  static SeenOff watch(
      DrillRun run, String volume, Attempt deletion, Condition gone, Duration within) {
    long began = System.nanoTime();
    boolean went;
    try {
      run.await("volume " + volume + " to go", gone, within);
      went = true;
    } catch (IllegalStateException stays) {
      went = false;
    }
    return new SeenOff(volume, deletion, went, Duration.ofNanos(System.nanoTime() - began));
  }

  /** Long enough for the same to have happened again, were it only slow. */
  Duration twice() {
    Duration two = took.multipliedBy(2);
    return two.compareTo(LEAST) < 0 ? LEAST : two;
  }

  @Override
  public String toString() {
    return deletion
        + "; it and its replicas are "
        + (gone ? "gone after " : "still there after ")
        + took.toMillis()
        + " ms";
  }
}
