package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.VeleroStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.BackupLabFactory;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.process.Command;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.List;

/** A backup by Velero, as the document installs it, is restored into another namespace. */
@Drill("backup-verify")
@LabWith(BackupLabFactory.class)
class BackupVerifyDrill {

  private static final Duration MONTH = Duration.ofHours(720);

  /**
   * Velero lists each location once a minute, also one that asks for more (velero 1.18,
   * pkg/controller/backup_sync_controller.go).
   */
  private static final Duration LISTED_WITHIN = Duration.ofSeconds(100);

  private static final String CLAIM = "restore-separate-namespace";

  /** The document's other name. */
  private static final String MAPPED = "test-restore";

  @Scenario(
      value = "mapped-restore",
      gates = {"restore-completed", "claim-bound", "content-back", "claim-takes-writes"})
  @Needs(Capability.NODE_FILES)
  void everyObjectComesBackByVeleroAndEveryByteByRestic(LocalStorageLab lab, DrillRun run)
      throws Exception {
    MappedRestore restore = new MappedRestore(lab, run, MAPPED);
    restore.steadyState();
    FileBackup files = restore.files();
    VeleroStatus backup = restore.backUp(List.of());
    files.backUp();
    restore.contentCannotBeTaken();
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
    run.step(restoreFiles(files, MAPPED));
    run.gate("content-back", restore::readsAgain);
    Checks.run(run, restore.content(Shelf.FILE));
    restore.write();
    run.gate("claim-takes-writes", restore::written);
    run.wrote("again");
  }

  /** From the namespace that there was into the one under the other name. */
  private static Step restoreFiles(FileBackup files, String into) {
    return Step.of("restore-files", Actor.HUMAN, () -> files.restoreInto(into))
        .after("claim-bound");
  }

  @Scenario(
      value = "mirror-while-finalizing",
      gates = {"backups-listed"})
  @Needs(Capability.NODE_FILES)
  void aMirrorOfThatMomentIsNoBackup(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "mirrored");
    MirroredBackups mirror = new MirroredBackups(lab, kept);
    bothBackedUp(run, kept, mirror);
    run.inject(mirror.takenWhileFinalizing("caught"));
    Command.Result later = mirror.mirror();
    run.observe(
        "mirrored-later",
        "mc mirror, when both were completed, ends with %d; in the mirror the one is %s, the other %s"
            .formatted(later.exit(), mirror.phaseInMirror("caught"), mirror.phaseInMirror("sound")),
        later.exit());
    run.inject(mirror.storeGivenUp("caught", "sound"));
    kept.usersWrite("after-given-up");
    mirror.follow();
    boolean never = neverTaken(run, kept);
    run.finding(
        "a mirror taken while Velero was Finalizing %s; mc mirror afterwards without --overwrite ends with %d"
                .formatted(
                    never ? "is never taken for a backup" : "is taken all the same", later.exit())
            + " and leaves it "
            + mirror.phaseInMirror("caught"));
    run.step(Step.of("mirror-again", Actor.HUMAN, () -> mirror.mirror("--overwrite")));
    run.gate("backups-listed", () -> kept.knows("caught"));
    run.check("state-of-then", () -> kept.isAsThen("caught", "first"));
    mirror.end();
  }

  /** Where each version of a backup's own description can be had again. */
  private static void bothBackedUp(DrillRun run, KeptBackups kept, MirroredBackups mirror)
      throws Exception {
    kept.steadyState();
    run.prepare("a bucket that keeps versions, and one for its mirror", mirror::keepVersions);
    kept.backUp("caught", MONTH);
    kept.backUp("sound", MONTH);
  }

  /** Not with the sound one, nor when the mirror is listed once more. */
  private static boolean neverTaken(DrillRun run, KeptBackups kept) {
    run.await("the sound one to be known by the mirror", () -> kept.knows("sound"), LISTED_WITHIN);
    Observation unknown =
        Watched.stays(
            run, "the other stays unknown", () -> kept.doesNotKnow("caught"), LISTED_WITHIN);
    return run.expect("never-taken", unknown.text(), unknown.ok());
  }

  @Twin(value = "mirrored-when-completed", expect = VerdictKind.FAIL, culprit = "never-taken")
  @Needs(Capability.NODE_FILES)
  void aMirrorOfCompletedBackupsIsTaken(LocalStorageLab lab, DrillRun run) throws Exception {
    KeptBackups kept = new KeptBackups(lab, run, "mirrored-late");
    MirroredBackups mirror = new MirroredBackups(lab, kept);
    bothBackedUp(run, kept, mirror);
    mirror.mirror();
    run.inject(mirror.storeGivenUp("caught", "sound"));
    mirror.follow();
    neverTaken(run, kept);
    mirror.end();
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
      value = "files-of-another",
      expect = VerdictKind.FAIL,
      culprit = {"content-back", "content is another: *"})
  void contentOfAnotherVolumeIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    MappedRestore restore = new MappedRestore(lab, run, "files-of-another");
    restore.steadyState();
    FileBackup files = restore.files();
    restore.backUp(List.of());
    run.inject(files.othersBackedUp());
    restore.deleteNamespace();
    restore.restore();
    run.gate("claim-bound", restore::claimBound);
    run.step(restoreFiles(files, "files-of-another"));
    Planted.gate(run, "content-back", restore::readsAgain, "the files are another's");
    Checks.run(run, restore.content(Shelf.FILE));
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
