package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.lab.LastCommitLabFactory;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import java.time.Duration;

/**
 * The document's mirror before servers of MinIO's last commit, which whoever builds the archived
 * repository gets.
 */
@Drill("minio-both-sites")
@LabWith(LastCommitLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioLastCommitDrill {

  /**
   * Held against what the same objects take once the mirror is begun again, and, where servers tell
   * it, in the twin {@code mirror-is-told}. The claim speaks of half a minute.
   */
  private static final Duration WATCHED = Duration.ofSeconds(31);

  @Scenario(value = "mirror-never-told", gates = "backups-serve")
  void theMirrorCopiesWhatItFindsAtItsBeginningAndNothingEverAfter(ObjectLab lab, DrillRun run)
      throws Exception {
    deletedWhileItRuns(
        lab, run, (load, mirror, one) -> untoldAndBegunAgain(run, load, mirror, one));
  }

  private static void untoldAndBegunAgain(
      DrillRun run, ObjectLoad load, Mirror mirror, ObjectKey one) throws Exception {
    ObjectHistory later = load.keepLater();
    run.wrote("what is put after the deletion");
    Observation untold = staysUntold(run, mirror, one, later);
    long errors = mirror.errors();
    run.observe("errors-printed", "by the mirror, which runs", errors);
    Observation copied = mirror.holds(later);
    run.control("mirror-continuous", ClaimOutcome.of(copied.ok()), copied.text());
    run.step(Step.of("mirror-again", Actor.HUMAN, mirror::beginAgain));
    long began = System.nanoTime();
    run.gate("backups-serve", () -> mirror.holds(later));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    expectUntold(run, untold, "once it was begun again", took);
    MinioMirrorDrill.expectStays(run, "while the mirror ran", mirror.read(one));
    run.finding(
        "with servers of MinIO's last commit, while `mc mirror --watch` ran: %s; errors printed: %d"
            .formatted(untold.text(), errors));
    ObjectHistory all = load.kept("").where(key -> !key.equals(one));
    Checks.run(run, new EveryAcknowledgedObject(all, mirror.reading(all)));
  }

  /** What comes of an object that is deleted while the mirror runs. */
  interface Deleted {
    void look(ObjectLoad load, Mirror mirror, ObjectKey one) throws Exception;
  }

  /**
   * A mirror that has copied what it found at its beginning; then one of the objects is deleted.
   */
  static void deletedWhileItRuns(ObjectLab lab, DrillRun run, Deleted then) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      ObjectHistory before = load.keep();
      load.stop();
      try (Mirror mirror = Mirror.begin(lab, run, load.backups())) {
        run.expectWithin(
            "copy-holds-everything", () -> mirror.holds(before), MinioMirrorDrill.COPIED_WITHIN);
        ObjectKey one = before.keys().iterator().next();
        run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), one));
        then.look(load, mirror, one);
      }
    }
  }

  /** Nothing that is put arrives, and nothing that is deleted goes. */
  static Observation staysUntold(
      DrillRun run, Mirror mirror, ObjectKey deleted, ObjectHistory later) {
    return Watched.stays(
        run,
        "the copy as it was",
        () -> {
          long arrived = mirror.arrived(later);
          boolean kept = mirror.read(deleted).isDone();
          return Observation.of(
              arrived == 0 && kept,
              "%d of %d objects put since are in the copy, the deleted one %s"
                  .formatted(arrived, later.keys().size(), kept ? "still" : "no longer"));
        },
        WATCHED);
  }

  /**
   * @param told by what the mirror came to know of it in the end
   * @param took until all of it had arrived then
   */
  static void expectUntold(DrillRun run, Observation untold, String told, Duration took) {
    // "Not yet" and "never" look alike unless the same takes far less time when it does happen.
    boolean tells = took.multipliedBy(3).compareTo(WATCHED) < 0;
    run.expect(
        "mirror-is-not-told",
        "%s; %s all of them were there after %.1f s"
            .formatted(untold.text(), told, took.toMillis() / 1000.0),
        untold.ok() && tells);
  }
}
