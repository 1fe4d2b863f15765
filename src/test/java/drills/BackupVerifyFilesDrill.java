package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.FileBackupLabFactory;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import firedrill.verdict.VerdictKind;

/** The files of a volume by restic, beside Velero: they come back byte by byte, or it is said. */
@Drill("backup-verify")
@LabWith(FileBackupLabFactory.class)
@Needs(Capability.NODE_FILES)
class BackupVerifyFilesDrill {

  private static final String CLAIM = "restic-file-level";

  @Scenario(
      value = "files",
      gates = {"claim-bound", "content-back", "claim-takes-writes"})
  void everyByteComesBack(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "files");
    LocalClaim claim = filled(lab, shelf);
    FileBackup backup = new FileBackup(lab, run, claim);
    run.steadyState("content-read", claim::isRead);
    earlierBackedUp(lab, run, claim, backup);
    backup.backUp();
    pruned(run, backup);
    run.inject(claim.deleted());
    claimAgain(run, claim);
    run.step(Step.of("restore-files", Actor.HUMAN, backup::restore));
    try {
      run.gate("content-back", claim::isRead);
    } finally {
      // A gate that ends the scenario speaks against it; one that ran out only beside a check.
      Checks.run(run, claim.files(Shelf.FILE));
      Observation whole = Checks.seen(claim.files(Shelf.FILE));
      run.claim(CLAIM, ClaimOutcome.of(whole.ok()), "restored by restic: " + whole.text());
      run.control(
          "backups-hold-volumes",
          ClaimOutcome.of(whole.ok()),
          "the same question of restic's backup: " + whole.text());
    }
    shelf.startWriter("writer-again", Shelf.ofClaim(claim.name()), Shelf.anywhere(), "again");
    run.gate("claim-takes-writes", () -> shelf.ended("writer-again"));
    run.wrote("again");
    Checks.run(run, claim.files(Shelf.FILE, "again"));
    run.check("repository-sound", backup::sound);
  }

  private static LocalClaim filled(LocalStorageLab lab, Shelf shelf) {
    LocalClaim claim = new LocalClaim(lab, shelf, "shop");
    claim.ask(LocalClaim.CLASS);
    claim.fill(Shelf.anywhere());
    return claim;
  }

  /** Of another content, which nobody but that backup needs any more. */
  private static void earlierBackedUp(
      LocalStorageLab lab, DrillRun run, LocalClaim claim, FileBackup backup) throws Exception {
    FileTree volume = lab.claimFiles(claim.shelf().namespace(), claim.name());
    byte[] latest = volume.read(Shelf.FILE);
    byte[] earlier = new byte[Shelf.BYTES];
    run.random("earlier-content").nextBytes(earlier);
    volume.write(Shelf.FILE, 0, earlier);
    backup.backUp();
    volume.write(Shelf.FILE, 0, latest);
  }

  /** Random bytes are no shorter in a pack. */
  private static void pruned(DrillRun run, FileBackup backup) throws Exception {
    long less = backup.prune();
    run.expect(
        "unneeded-removed",
        "the packs are less by %d bytes; of the earlier content there were %d"
            .formatted(less, Shelf.BYTES),
        less >= Shelf.BYTES);
  }

  /** The pod runs on an empty volume until somebody restores. */
  private static void claimAgain(DrillRun run, LocalClaim claim) throws Exception {
    run.step(
        Step.of(
            "claim-again",
            Actor.HUMAN,
            () -> {
              claim.ask(LocalClaim.CLASS);
              claim.startReader(Shelf.anywhere());
            }));
    run.gate("claim-bound", claim::isBound);
  }

  @Twin(
      value = "packs-broken",
      expect = VerdictKind.FAIL,
      culprit = {"restic's repository", "unneeded-removed", "content-back", "content is *"})
  void aBrokenRepositoryIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Shelf shelf = new Shelf(lab, run, "packs-broken");
    LocalClaim claim = filled(lab, shelf);
    FileBackup backup = new FileBackup(lab, run, claim);
    run.steadyState("content-read", claim::isRead);
    backup.backUp();
    // The same content once more: there is hardly anything to be removed.
    backup.backUp();
    pruned(run, backup);
    run.inject(backup.packsBroken());
    boolean glance = backup.soundAtFirstGlance();
    run.observe("sound-at-first-glance", "restic check without reading: " + glance, glance);
    run.check("repository-sound", backup::sound);
    run.inject(claim.deleted());
    claimAgain(run, claim);
    backup.restore();
    Planted.gate(run, "content-back", claim::isRead, "the packs are broken");
    Observation whole = Checks.seen(claim.files(Shelf.FILE));
    run.control(CLAIM, ClaimOutcome.of(whole.ok()), "from broken packs: " + whole.text());
    Checks.run(run, claim.files(Shelf.FILE));
  }
}
