package drills;

import firedrill.component.minio.Reply;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.MirroredLabFactory;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.Iterator;

/** Somebody deletes what is mirrored: what becomes of the copy, as documented and as a backup. */
@Drill("minio-both-sites")
@LabWith(MirroredLabFactory.class)
class MinioMirrorDrill {

  private static final Duration COPIED_WITHIN = Duration.ofSeconds(30);

  @Scenario(value = "deletion-travels", gates = "backups-serve")
  void theCopyLosesWhatIsDeletedAndKeepsWhatWentUnseen(ObjectLab lab, DrillRun run)
      throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups())) {
      ObjectHistory kept = copied(run, load, mirror);
      Iterator<ObjectKey> keys = kept.keys().iterator();
      ObjectKey seen = keys.next();
      ObjectKey unseen = keys.next();
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), seen));
      run.expectWithin("copy-loses-it", () -> isGone(mirror, seen), COPIED_WITHIN);
      mirror.end();
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), unseen));
      run.step(Step.of("mirror-again", Actor.HUMAN, mirror::beginAgain));
      ObjectHistory later = load.keepLater();
      // What was put after it began again has arrived: so has all that ever will.
      run.gate("backups-serve", () -> mirror.holds(later));
      Reply old = mirror.read(unseen);
      run.expect("unseen-deletion-stays", "deleted while nobody mirrored: " + old, old.isDone());
      run.wrote("after the deletion");
    }
  }

  @Scenario(value = "mirror-keeps", gates = "backups-serve")
  void aCopyThatNobodyMayDeleteFromStays(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.beginKept(lab, run, load.backups())) {
      ObjectHistory kept = copied(run, load, mirror);
      ObjectKey one = kept.keys().iterator().next();
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), one));
      ObjectHistory later = load.keepLater();
      run.expectWithin("copy-goes-on", () -> mirror.holds(later), COPIED_WITHIN);
      run.gate("backups-serve", () -> mirror.holds(kept));
      Reply destroyed = mirror.destroy(one);
      run.expect(
          "lock-holds",
          "with every right, a version is deleted for good: " + destroyed,
          !destroyed.isDone());
      run.wrote("after the deletion");
    }
  }

  @Twin(
      value = "copy-deleted-from",
      expect = VerdictKind.FAIL,
      culprit = "backups-serve",
      gates = {})
  void aCopyThatLostAnObjectIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups())) {
      ObjectHistory kept = copied(run, load, mirror);
      load.stop();
      ObjectKey one = kept.keys().iterator().next();
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), one));
      run.await("the deletion to arrive", () -> isGone(mirror, one), COPIED_WITHIN);
      Planted.gate(run, "backups-serve", () -> mirror.holds(kept), "the deletion has arrived");
    }
  }

  private static ObjectHistory copied(DrillRun run, ObjectLoad load, Mirror mirror)
      throws Exception {
    ObjectHistory kept = load.keep();
    run.expectWithin("copy-holds-everything", () -> mirror.holds(kept), COPIED_WITHIN);
    return kept;
  }

  private static Observation isGone(Mirror mirror, ObjectKey key) {
    Reply reply = mirror.read(key);
    return Observation.of(reply.code().equals("NoSuchKey"), key.name() + " in the copy: " + reply);
  }
}
