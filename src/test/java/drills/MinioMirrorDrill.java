package drills;

import firedrill.component.minio.Reply;
import firedrill.integrity.EveryAcknowledgedObject;
import firedrill.integrity.ObjectHistory;
import firedrill.integrity.ObjectKey;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.MirroredLabFactory;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** Somebody deletes what is mirrored: what becomes of the copy, as documented and as a backup. */
@Drill("minio-both-sites")
@LabWith(MirroredLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioMirrorDrill {

  static final Duration COPIED_WITHIN = Duration.ofSeconds(30);

  /** Where nothing will change. */
  private static final Duration SOON = Duration.ofSeconds(5);

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
      losesIt(run, mirror, seen, COPIED_WITHIN);
      mirror.end();
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), unseen));
      run.step(Step.of("mirror-again", Actor.HUMAN, mirror::beginAgain));
      ObjectHistory later = load.keepLater();
      // What was put after it began again has arrived: so has all that ever will.
      run.gate("backups-serve", () -> mirror.holds(later));
      expectStays(run, "while nobody mirrored", mirror.read(unseen));
      verifyCopy(run, mirror, kept.where(key -> !key.equals(seen)));
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
      goesOn(run, mirror, later, COPIED_WITHIN);
      run.gate("backups-serve", () -> mirror.holds(kept));
      expectLocked(run, mirror.destroy(one));
      verifyCopy(run, mirror, kept);
      run.wrote("after the deletion");
    }
  }

  @Scenario(value = "target-full", gates = "backups-serve")
  @Needs({Capability.CRASH, Capability.SMALL_DISKS, Capability.REPLACE_DISKS})
  void aMirrorWhoseTargetIsFullGivesUpAndGoesOnLater(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    run.prepare("a target with a small disk", () -> small(lab, run));
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups())) {
      load.stop();
      // The control: with room an object arrives well within the time that is waited below.
      ObjectHistory before = load.keepLater();
      run.expectWithin("copy-holds-everything", () -> mirror.holds(before), COPIED_WITHIN);
      TargetFilled full = new TargetFilled(lab.outside(), load.backups() + "-of-others");
      run.inject(full);
      ObjectHistory kept = load.keep();
      run.wrote("what the mirror has no room for");
      tellsOfIt(run, mirror, COPIED_WITHIN);
      expectLacks(run, mirror.holds(kept));
      run.step(Step.of("make-room", Actor.HUMAN, full::makeRoom));
      run.step(Step.of("mirror-again", Actor.HUMAN, mirror::beginAgain));
      run.gate("backups-serve", () -> mirror.holds(kept));
      verifyCopy(run, mirror, kept);
    } finally {
      off(lab);
      lab.outside().rebuild();
    }
  }

  private static void small(ObjectLab lab, DrillRun run) {
    off(lab);
    lab.outside().rebuild(1024L * 1024 * run.plan().size("target-mib"));
  }

  private static void off(ObjectLab lab) {
    lab.sandbox().power().off(lab.outside().hosts().toArray(Node[]::new));
  }

  private static Observation tellsOfFull(Mirror mirror) throws IOException {
    List<String> said = mirror.saidFull();
    return Observation.of(
        !said.isEmpty(),
        "lines of the mirror's output that tell of a full target: "
            + said.size()
            + said.stream().findFirst().map(first -> ", the first: " + first).orElse(""));
  }

  @Twin(
      value = "copy-deleted-from",
      expect = VerdictKind.FAIL,
      culprit = {
        "copy-loses-it",
        "copy-lacks-objects",
        "unseen-deletion-stays",
        "backups-serve",
        "lock-holds",
        "copy-goes-on"
      },
      gates = {})
  void aCopyThatLostAnObjectIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab);
        Mirror mirror = Mirror.begin(lab, run, load.backups())) {
      ObjectHistory kept = copied(run, load, mirror);
      load.stop();
      Iterator<ObjectKey> keys = kept.keys().iterator();
      ObjectKey one = keys.next();
      // Before anybody deletes it.
      losesIt(run, mirror, one, SOON);
      expectLacks(run, mirror.holds(kept));
      run.inject(new ObjectDeleted(load.host(cluster.survivor()).client(), one));
      run.await("the deletion to arrive", () -> isGone(mirror, one), COPIED_WITHIN);
      // It was seen.
      expectStays(run, "while nobody mirrored", mirror.read(one));
      Planted.gate(run, "backups-serve", () -> mirror.holds(kept), "the deletion has arrived");
      // A bucket without a lock.
      expectLocked(run, mirror.destroy(keys.next()));
      mirror.end();
      goesOn(run, mirror, load.keepLater(), SOON);
    }
  }

  @Twin(
      value = "mirror-is-told",
      expect = VerdictKind.FAIL,
      culprit = {"mirror-is-not-told", "unseen-deletion-stays"},
      gates = {})
  void serversThatTellTheMirrorAreNotTakenForThoseThatDoNot(ObjectLab lab, DrillRun run)
      throws Exception {
    MinioLastCommitDrill.deletedWhileItRuns(
        lab,
        run,
        (load, mirror, one) -> {
          long began = System.nanoTime();
          ObjectHistory later = load.keepLater();
          Observation untold = MinioLastCommitDrill.staysUntold(run, mirror, one, later);
          run.await("the rest to arrive", () -> mirror.holds(later), COPIED_WITHIN);
          run.await("the deletion to be in the copy", () -> isGone(mirror, one), COPIED_WITHIN);
          MinioLastCommitDrill.expectUntold(
              run, untold, "told by the servers", Duration.ofNanos(System.nanoTime() - began));
          expectStays(run, "while the mirror ran", mirror.read(one));
        });
  }

  private static void losesIt(DrillRun run, Mirror mirror, ObjectKey key, Duration within) {
    run.expectWithin("copy-loses-it", () -> isGone(mirror, key), within);
  }

  /**
   * @param when it was deleted
   */
  static void expectStays(DrillRun run, String when, Reply old) {
    run.expect("unseen-deletion-stays", "deleted " + when + ": " + old, old.isDone());
  }

  private static void goesOn(DrillRun run, Mirror mirror, ObjectHistory later, Duration within) {
    run.expectWithin("copy-goes-on", () -> mirror.holds(later), within);
  }

  private static void expectLocked(DrillRun run, Reply destroyed) {
    run.expect(
        "lock-holds",
        "with every right, a version is deleted for good: " + destroyed,
        !destroyed.isDone());
  }

  private static void expectLacks(DrillRun run, Observation copy) {
    run.expect("copy-lacks-objects", copy.text(), !copy.ok());
  }

  /** Of a target that is full. */
  static void tellsOfIt(DrillRun run, Mirror mirror, Duration within) {
    run.expectWithin("mirror-tells-of-it", () -> tellsOfFull(mirror), within);
  }

  private static ObjectHistory copied(DrillRun run, ObjectLoad load, Mirror mirror)
      throws Exception {
    ObjectHistory kept = load.keep();
    run.expectWithin("copy-holds-everything", () -> mirror.holds(kept), COPIED_WITHIN);
    return kept;
  }

  private static void verifyCopy(DrillRun run, Mirror mirror, ObjectHistory of) throws Exception {
    Checks.run(run, new EveryAcknowledgedObject(of, mirror.reading(of)));
  }

  private static Observation isGone(Mirror mirror, ObjectKey key) {
    Reply reply = mirror.read(key);
    return Observation.of(reply.code().equals("NoSuchKey"), key.name() + " in the copy: " + reply);
  }
}
