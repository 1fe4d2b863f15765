package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.LocalStorageLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/** etcd and all that nodes know is lost, and their disks are kept: volumes of class local-path. */
@Drill("cluster-rebuild")
@LabWith(LocalStorageLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.NEW_CLUSTER})
class ClusterReattachDrill {

  @Scenario(
      value = "reattached",
      gates = {
        "nodes-ready",
        "claim-bound",
        "volume-available",
        "content-back",
        "claim-takes-writes"
      })
  void aVolumeIsPutBackByHandAlone(LocalStorageLab lab, DrillRun run) throws Exception {
    Reattachment kept = new Reattachment(lab, run, "storage");
    kept.steadyState();
    kept.destroy();
    kept.newCluster();
    kept.claimAgain();
    Observation found = kept.findsByItself();
    run.claim(
        "rebuild-minio-reuses-volumes",
        new LocalPathWord(lab).of(found.ok()),
        "claim %s of MinIO's class, applied again: %s".formatted(Reattachment.CLAIM, found.text()));
    Observation there = kept.isOnDisk();
    run.control(
        "nodes-recreated-lose-all",
        new LocalPathWord(lab).of(!there.ok()),
        "with the disks kept, the old directory: " + there.text());

    kept.letGo();
    kept.putBack();
    try {
      kept.claimPutBack();
      run.gate("content-back", kept::isRead);
    } finally {
      // A gate that ends the scenario speaks against it.
      Observation back = kept.isRead();
      run.expect("content-reattached", back.text(), back.ok());
      run.claim(
          "volumes-can-reattach",
          ClaimOutcome.of(back.ok()),
          "by hand, the saved volume without what it said of its old claim: " + back.text());
      run.control(
          "rebuild-minio-reuses-volumes",
          ClaimOutcome.of(back.ok()),
          "with the saved volume put back before the claim: " + back.text());
    }
    kept.writeAgain();
    Checks.run(run, kept.files());
  }

  @Twin(
      value = "old-reference-left",
      expect = VerdictKind.FAIL,
      culprit = {
        "volume-available",
        "put-back-claim after volume-available",
        "claim-bound",
        "content-back",
        "content-reattached",
        "again is missing",
        "claim-takes-writes"
      })
  void aVolumeThatStillNamesItsOldClaimIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Reattachment kept = new Reattachment(lab, run, "storage-twin");
    kept.steadyState();
    // Nobody has written again.
    Checks.run(run, kept.files());
    kept.destroy();
    kept.newCluster();
    kept.makeShelf();
    kept.putBackAsSaved();
    String why = "the volume names a claim of the old cluster";
    Planted.gate(run, "volume-available", kept::volumeAvailable, why);
    Planted.tooEarly(run, kept.claimStep());
    kept.askForSaved();
    Planted.gate(run, "claim-bound", kept::isBound, why);
    Planted.gate(run, "content-back", kept::isRead, why);
    Observation read = kept.isRead();
    run.expect("content-reattached", read.text(), read.ok());
    run.control(
        "volumes-can-reattach",
        ClaimOutcome.of(read.ok()),
        "the saved volume as it was saved: " + kept.volumeAvailable().text() + "; " + read.text());
    Planted.gate(run, "claim-takes-writes", kept::written, why);
  }
}
