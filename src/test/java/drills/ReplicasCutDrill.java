package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.Evidence;
import firedrill.fault.PowerCut;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.GateFailedException;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.Locale;

/** What is left in Longhorn's replicas of blocks that all of them had acknowledged. */
@Drill("replicas-cut")
@LabWith(StorageLabFactory.class)
@Needs({
  Capability.CUT_POWER,
  Capability.CUT_NODE_DISKS,
  Capability.NODE_FILES,
  Capability.VOLUME_BLOCKS
})
class ReplicasCutDrill {

  @Scenario(value = "all-nodes", gates = "volume-back")
  void acknowledgedBlocksAreLostOnEveryReplica(StorageLab lab, DrillRun run) throws Exception {
    ReplicasCut volume = new ReplicasCut(lab, run, "cut-all");
    volume.prepare("");
    try {
      volume.cut(PowerCut.ofAll(lab.sandbox()));
    } catch (GateFailedException e) {
      // What lies on the disks was read before the volume was to come back, and is the answer.
      claims(run, volume);
      throw e;
    }
    measured(run, volume, "as mounted by default");
    claims(run, volume);
  }

  private static void claims(DrillRun run, ReplicasCut volume) {
    run.claim("raw-files-durable", ClaimOutcome.of(volume.lost().isEmpty()), evidence(volume));
    run.claim("disks-intact", ClaimOutcome.of(volume.isEachIntact()), evidence(volume));
  }

  @Scenario(value = "one-node", gates = "volume-back")
  void theOtherReplicasHoldEverything(StorageLab lab, DrillRun run) throws Exception {
    ReplicasCut volume = new ReplicasCut(lab, run, "cut-one");
    volume.prepare("");
    volume.cut(new PowerCut(lab.sandbox(), lab.sandbox().node("pi3")));
    volume.measure();
    volume.checkOthers("pi3");
    run.finding(
        volume.acknowledged() + " blocks acknowledged while pi3 alone lost its power; " + volume);
  }

  @Scenario(value = "commit-every-second", gates = "volume-back")
  void aShorterIntervalOfTheJournalLosesLess(StorageLab lab, DrillRun run) throws Exception {
    ReplicasCut volume = new ReplicasCut(lab, run, "cut-commit");
    volume.prepare("commit=1");
    volume.cut(PowerCut.ofAll(lab.sandbox()));
    measured(run, volume, "with commit=1");
  }

  @Scenario(value = "sync-mounts", gates = "volume-back")
  void whatIsWrittenThroughIsMeasured(StorageLab lab, DrillRun run) throws Exception {
    ReplicasCut volume = new ReplicasCut(lab, run, "cut-sync");
    volume.prepare("sync");
    volume.cut(PowerCut.ofAll(lab.sandbox()));
    measured(run, volume, "with sync");
    run.control(
        "raw-files-durable",
        ClaimOutcome.of(volume.lost().isEmpty()),
        "disks that write through: " + evidence(volume));
    run.control(
        "disks-intact",
        ClaimOutcome.of(volume.isEachIntact()),
        "disks that write through: " + evidence(volume));
  }

  @Twin(
      value = "block-rotten",
      expect = VerdictKind.FAIL,
      culprit = {
        "blocks of before",
        "the other replicas",
        "rpo-volumes",
        "volume-back",
        "steady volume-healthy"
      },
      gates = "volume-back")
  void aRottenBlockAndAVolumeThatStaysAwayAreNamed(StorageLab lab, DrillRun run) throws Exception {
    ReplicasCut volume = new ReplicasCut(lab, run, "rotten");
    volume.prepare("");
    ReplicaState replica =
        volume.replicas().stream().filter(r -> r.node().equals("pi1")).findFirst().orElseThrow();
    FileTree files = lab.longhorn().files(replica);
    run.inject(new FileFlipped("block-rotten", files, BlockLoad.head(files)));
    volume.look();
    volume.checkOlder();
    volume.checkOthers("pi3");
    volume.writeFor(run.plan().size("twin-write-milliseconds"));
    run.inject(
        new Mistake(
            "block-lost-everywhere",
            "the first block that was acknowledged",
            volume::loseTheFirst,
            () -> {
              volume.look();
              return Evidence.of(!volume.lost().isEmpty(), volume.toString());
            }));
    volume.measure();
    lab.longhorn().detach("rotten", "drill");
    lab.longhorn()
        .awaitState("rotten", VolumeState::isDetached, Duration.ofSeconds(60), "it is detached");
    // Healthy, as Longhorn says, and without the frontend that takes writes.
    lab.longhorn().attachForMaintenance("rotten", "pi2", "drill");
    lab.longhorn()
        .awaitState("rotten", VolumeState::isHealthy, Duration.ofSeconds(90), "it is attached");
    Planted.gate(run, "volume-back", volume::healthy, "nobody attaches it with its frontend");
  }

  private static void measured(DrillRun run, ReplicasCut volume, String how) throws Exception {
    volume.measure();
    volume.checkOlder();
    boolean kept = volume.lost().isEmpty();
    run.finding(
        "file systems of the nodes "
            + how
            + ": "
            + evidence(volume)
            + (kept ? "" : BlockLoad.WHY_LOST));
  }

  private static String evidence(ReplicasCut volume) {
    return "of %d blocks that three replicas had acknowledged, %d are in none of them%s, and %d are not what is read from the volume afterwards; %s; the nodes' file systems repaired by more than their journals: %s"
        .formatted(
            volume.acknowledged(),
            volume.lost().size(),
            volume.lost().isEmpty()
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", the oldest written %.1f s before the cut",
                    volume.secondsLost(volume.lost())),
            volume.users().lost().size(),
            volume,
            volume.repairs());
  }
}
