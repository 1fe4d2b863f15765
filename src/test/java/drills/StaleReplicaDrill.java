package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/** {@code replicas-cut} where it is not the disks that lose, but the order of the nodes. */
@Drill("replicas-cut")
@LabWith(StorageLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.VOLUME_BLOCKS})
class StaleReplicaDrill {

  @Scenario(value = "stale-node-first", gates = "volume-back")
  void theReplicaOfTheNodeThatIsBackFirstWins(StorageLab lab, DrillRun run) throws Exception {
    walk(lab, run, "stale-first", "pi3", "pi2");
    run.finding(
        "a replica that had dropped out earlier was brought back by Longhorn's salvage, for its"
            + " node had its power back before that of the replica with the last writes, which was"
            + " then rebuilt from it: what had been acknowledged in between is gone, and nothing"
            + " says so");
  }

  @Twin(
      value = "newer-node-first",
      expect = VerdictKind.FAIL,
      culprit = {"stale-replica-served", "newer-replica-rebuilt-over", "first wrong offset *"},
      gates = "volume-back")
  void theReplicaWithTheLastWritesIsNotTheStaleOne(StorageLab lab, DrillRun run) throws Exception {
    walk(lab, run, "newer-first", "pi2", "pi3");
  }

  private static void walk(StorageLab lab, DrillRun run, String volume, String first, String last)
      throws Exception {
    StaleReplica stale = new StaleReplica(lab, run, volume);
    stale.prepare();
    stale.fallBehind();
    stale.goDarkAndComeBack(first);
    stale.look(last);
    stale.openToReplicas("pi1", true);
  }
}
