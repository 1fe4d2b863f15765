package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.VeleroStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.VolumeBackupLabFactory;
import firedrill.recovery.Observation;
import firedrill.verdict.VerdictKind;

/**
 * Velero as it should be installed, with an agent on each node that reads the files of volumes:
 * they come back with the namespace, or it is said.
 */
@Drill("backup-verify")
@LabWith(VolumeBackupLabFactory.class)
class BackupVerifyFileSystemDrill {

  @Scenario(
      value = "file-system-backup",
      gates = {"restore-completed", "content-back", "claim-takes-writes"})
  void theContentComesBackWithItsNamespace(LocalStorageLab lab, DrillRun run) throws Exception {
    VolumeBackup backup = new VolumeBackup(lab, run, "file-system");
    backup.steadyState();
    backup.fillByHostPath();
    VeleroStatus made = backup.backUp();
    backup.deleteNamespace();
    backup.restore();
    try {
      run.gate("content-back", backup.claim()::isRead);
    } finally {
      // A gate that ends the scenario speaks against it.
      Observation whole = backup.whole();
      run.control(
          "backups-hold-volumes",
          ClaimOutcome.of(whole.ok()),
          "with node agents and files of volumes: %s, %d bytes; the restored claim: %s"
              .formatted(made, backup.bytes(), whole.text()));
    }
    backup.write();
    run.gate("claim-takes-writes", backup::written);
    run.wrote("again");
    Checks.run(run, backup.files(Shelf.FILE, "again"));
    boolean marked = backup.observeMark();
    run.finding(
        "Velero's backup of files, %s, holds %d bytes of %d volume; that of type hostPath beside it %s; in the restored volume Velero %s"
            .formatted(
                made,
                backup.bytes(),
                backup.backedUp().size(),
                passedOver(run, backup),
                marked ? "leaves .velero, which root has to delete" : "leaves nothing"));
  }

  /** A volume of type hostPath has no mount of its own below the kubelet's folder. */
  private static String passedOver(DrillRun run, VolumeBackup backup) {
    Observation bare = backup.bareWhole();
    run.observe(
        "by-hostpath",
        "the claim whose volume is of type hostPath, restored from the same backup: " + bare.text(),
        bare.ok());
    return bare.ok() ? "is in it as well" : "is not in it: " + bare.text();
  }

  @Twin(
      value = "nobody-mounted",
      expect = VerdictKind.FAIL,
      culprit = {"content-back", "content is missing"})
  void aVolumeThatNoPodHadMountedIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    VolumeBackup backup = new VolumeBackup(lab, run, "nobody-mounted");
    backup.steadyState();
    run.inject(backup.nobodyMounts());
    VeleroStatus made = backup.backUp();
    backup.deleteNamespace();
    backup.restore();
    LocalClaim claim = backup.claim();
    claim.startReader(Shelf.anywhere());
    String why = "%s, of %d volumes".formatted(made, backup.backedUp().size());
    Planted.gate(run, "content-back", claim::isRead, why);
    Checks.run(run, backup.files(Shelf.FILE));
  }
}
