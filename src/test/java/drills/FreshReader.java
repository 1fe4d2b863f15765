package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectReading;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.time.Duration;

/**
 * Somebody who has just come and reads by way of one server: on a connection from before a server's
 * end the first request is answered by nobody, and nothing is sent twice.
 *
 * @param within how long each answer is waited for
 */
record FreshReader(DrillRun run, Minio minio, Node by, Duration within) {

  /** What reads bring: no versions, no lists. */
  ObjectReading current(String what, ObjectHistory of) throws Exception {
    try (ObjectClient client = minio.client(by, within)) {
      return current(run, new HostOfObjects(by.name(), client), what, of);
    }
  }

  /** The same by somebody who was there before. */
  static ObjectReading current(DrillRun run, HostOfObjects by, String what, ObjectHistory of)
      throws Exception {
    return run.timed(what + " by way of " + by.name(), () -> ObjectReading.ofCurrent(of, by));
  }

  /** Every object and every version, and lists. */
  ObjectReading all(ObjectHistory of) throws Exception {
    try (ObjectClient client = minio.client(by, within)) {
      return run.timed(
          "every object and version",
          () -> ObjectReading.of(of, new HostOfObjects(by.name(), client)));
    }
  }

  /**
   * Waits until every object is answered by a server that has just seen others start: what is
   * turned down for a moment is an outage and no loss. What stays so is red.
   */
  void answered(ObjectHistory of) throws Exception {
    Observation first = allAnswered(of);
    if (!first.ok()) {
      run.finding("at first, by way of " + by.name() + ", " + first.text());
      run.expectWithin("reads-go-on", () -> allAnswered(of), within);
    }
  }

  private Observation allAnswered(ObjectHistory of) throws Exception {
    long left = current("every object", of).unreadable();
    return Observation.of(
        left == 0, "%d of %d objects are turned down".formatted(left, of.keys().size()));
  }
}
