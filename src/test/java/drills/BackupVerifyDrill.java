package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.VeleroStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.BackupLabFactory;
import firedrill.lab.LocalStorageLab;
import firedrill.verdict.VerdictKind;
import java.util.List;

/** A backup by Velero, as the document installs it, is restored into another namespace. */
@Drill("backup-verify")
@LabWith(BackupLabFactory.class)
class BackupVerifyDrill {

  private static final String CLAIM = "restore-separate-namespace";

  @Scenario(
      value = "mapped-restore",
      gates = {"restore-completed", "claim-bound", "claim-takes-writes"})
  void everyObjectComesBackAndNoContent(LocalStorageLab lab, DrillRun run) throws Exception {
    MappedRestore restore = new MappedRestore(lab, run, "test-restore");
    restore.steadyState();
    VeleroStatus backup = restore.backUp(List.of());
    restore.deleteNamespace();
    try {
      restore.restore();
      run.gate("claim-bound", restore::claimBound);
    } finally {
      // A gate that ends the scenario speaks against it.
      boolean objects = restore.checkObjects();
      run.claim(CLAIM, ClaimOutcome.of(objects), restore.objects().detail());
    }
    restore.claimVolumes(backup);
    restore.write();
    run.gate("claim-takes-writes", restore::written);
    run.wrote("again");
  }

  @Twin(value = "secrets-left-out", expect = VerdictKind.FAIL, culprit = "Secret/shop is missing")
  void anObjectThatTheBackupLacksIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    MappedRestore restore = new MappedRestore(lab, run, "without-secrets");
    restore.steadyState();
    restore.backUp(List.of("secrets"));
    restore.deleteNamespace();
    restore.restore();
    boolean objects = restore.checkObjects();
    run.control(CLAIM, ClaimOutcome.of(objects), restore.objects().detail());
  }

  @Twin(
      value = "never-restored",
      expect = VerdictKind.FAIL,
      culprit = {"restore-completed", "claim-bound", "claim-takes-writes"})
  void aRestoreThatNobodyBeganIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    MappedRestore restore = new MappedRestore(lab, run, "never-restored");
    restore.steadyState();
    restore.backUp(List.of());
    restore.deleteNamespace();
    String why = "nobody has asked for it";
    Planted.gate(run, "restore-completed", restore::restoreCompleted, why);
    Planted.gate(run, "claim-bound", restore::claimBound, why);
    Planted.gate(run, "claim-takes-writes", restore::written, why);
  }
}
