package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.ObjectLab;
import firedrill.lab.ObjectLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;
import java.time.Instant;

/** One of four disks is smaller than the others, in a lab where nothing else lies on it. */
@Drill("minio-faults")
@LabWith(ObjectLabFactory.class)
@Needs(Capability.NODE_FILES)
class MinioDiskFullDrill {

  private static final long MIB = 1 << 20;

  @Scenario(
      value = "disk-full",
      gates = {"room-again", "drives-online"})
  @Needs({Capability.CRASH, Capability.REPLACE_DISKS, Capability.SMALL_DISKS})
  void oneFullDiskTurnsLargeObjectsDownAndLosesNone(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      Instant broken = load.now();
      DiskFilled full = fill(cluster, run, load);
      Observation whole =
          ObjectCluster.whole(load.archived(), load.readArchive(cluster.survivor()));
      run.expect("reads-go-on", whole.text(), whole.ok());
      cluster.ask("disk full", cluster.survivor(), load);
      run.step(Step.of("make-room", Actor.HUMAN, full::makeRoom));
      Observation deleted = full.takesLarge();
      run.finding(
          "all that filled %s is deleted, %d of its %d MiB lie in its trash, and before its server"
                  .formatted(full.small().name(), full.trashBytes() / MIB, full.bytes() / MIB)
              + " is started again: "
              + deleted.text());
      run.step(Step.of("empty-trash", Actor.HUMAN, () -> cluster.minio().restart(full.small())));
      run.gate("room-again", full::takesLarge);
      large(full.small(), cluster, run);
      load.answered(cluster.survivor());
      load.verify(broken, cluster.survivor());
    }
  }

  @Twin(
      value = "room-not-made",
      expect = VerdictKind.FAIL,
      culprit = "room-again",
      gates = {})
  @Needs({Capability.CRASH, Capability.SMALL_DISKS})
  void aDiskThatStaysFullIsNamed(ObjectLab lab, DrillRun run) throws Exception {
    ObjectCluster cluster = new ObjectCluster(lab, run);
    cluster.steadyState();
    try (ObjectLoad load = ObjectLoad.start(run, lab)) {
      load.stop();
      DiskFilled full = fill(cluster, run, load);
      // A disk that is away is no disk with room.
      run.step(Step.of("empty-trash", Actor.HUMAN, () -> cluster.minio().restart(full.small())));
      Planted.gate(run, "room-again", full::takesLarge, "nobody deletes anything");
    }
  }

  /** A host's disk is replaced by one that is too small, and that is filled. */
  private static DiskFilled fill(ObjectCluster cluster, DrillRun run, ObjectLoad load)
      throws Exception {
    Node small = cluster.victim();
    long bytes = run.plan().size("small-disk-mib") * MIB;
    run.inject(cluster.cut(small));
    run.step(Step.of("small-disk", Actor.HUMAN, () -> cluster.minio().replaceNode(small, bytes)));
    cluster.gateDrivesOnline();
    DiskFilled full = new DiskFilled(cluster.minio(), small, load.asked(), bytes);
    run.inject(full);
    return full;
  }

  /** Room is made for a while; what helps is a disk as large as the others. */
  private static void large(Node small, ObjectCluster cluster, DrillRun run) throws Exception {
    run.inject(cluster.cut(small));
    run.step(Step.of("large-disk", Actor.HUMAN, () -> cluster.minio().replaceNode(small)));
    cluster.gateDrivesOnline();
  }
}
