package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.velero.VeleroStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.LocalStorageLab;
import firedrill.lab.RebuildLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.util.Set;

/** The whole cluster is lost with its nodes' disks, and restored by Velero. */
@Drill("cluster-rebuild")
@LabWith(RebuildLabFactory.class)
@Needs({
  Capability.CUT_POWER,
  Capability.REPLACE_DISKS,
  Capability.NEW_CLUSTER,
  Capability.NODE_FILES
})
class ClusterRebuildDrill {

  private static final Duration POD_WITHIN = Duration.ofSeconds(60);

  @Scenario(
      value = "as-documented",
      gates = {
        "nodes-ready",
        "backups-there",
        "backups-known",
        "restore-completed",
        "claim-bound",
        "claim-takes-writes"
      })
  void theObjectsComeBackAndNoContent(LocalStorageLab lab, DrillRun run) throws Exception {
    Rebuild rebuild = new Rebuild(lab, run);
    rebuild.steadyState();
    rebuild.backUp();
    rebuild.writeLater();
    rebuild.destroy();
    rebuild.newCluster();
    rebuild.startStore();
    storeSurvived(run, rebuild);

    Attempt documented = rebuild.restoreAsDocumented();
    run.claim(
        "rebuild-order-works",
        ClaimOutcome.of(documented.accepted()),
        "new cluster, MinIO, then " + documented);
    rebuild.installVelero();
    VeleroStatus byTheDay = rebuild.restoreByTheDay();
    run.claim(
        "rebuild-velero-restore",
        ClaimOutcome.of(byTheDay.isCompleted()),
        "with Velero installed, --from-backup " + Rebuild.AS_NAMED + ": " + byTheDay);
    rebuild.restore();
    Observation restored = rebuild.restoreCompleted();
    run.control(
        "rebuild-velero-restore",
        ClaimOutcome.of(restored.ok()),
        "--from-schedule daily-backup, whose latest is "
            + rebuild.backup()
            + ": "
            + restored.text());
    run.control(
        "rebuild-order-works",
        ClaimOutcome.of(restored.ok()),
        "with Velero installed between MinIO and the restore: " + restored.text());

    boolean objects = run.check("objects-restored", rebuild::objects);
    whatIsMissing(run, rebuild, objects);
    claimContent(run, rebuild);
    rebuild.writeAgain();
  }

  private static void storeSurvived(DrillRun run, Rebuild rebuild) throws Exception {
    Observation there = rebuild.backupsThere();
    run.claim(
        "minio-survives-cluster", ClaimOutcome.of(there.ok()), "on its old disk: " + there.text());
  }

  private static void whatIsMissing(DrillRun run, Rebuild rebuild, boolean objects) {
    Set<String> missing = rebuild.missingAround();
    run.observe(
        "not-restored",
        "of %d objects beside the namespace these are not there: %s"
            .formatted(rebuild.countAround(), missing),
        missing);
    missing.forEach(name -> run.finding("not back after the documented rebuild: " + name));
    run.claim(
        "restore-entire-cluster",
        ClaimOutcome.of(missing.isEmpty() && objects),
        "of %d objects beside the namespace these are not there: %s"
            .formatted(rebuild.countAround(), missing));
    run.control(
        "restore-entire-cluster",
        ClaimOutcome.of(objects),
        "the same of the application's namespace alone: " + rebuild.objects().detail());
  }

  /** What the restored claim holds: the document keeps no volumes' content anywhere. */
  private static void claimContent(DrillRun run, Rebuild rebuild) {
    Observation content = rebuild.holds(Shelf.FILE);
    run.claim(
        "nodes-recreated-lose-all",
        ClaimOutcome.of(!content.ok()),
        "with new nodes and the document's restore, the claim: " + content.text());
    int lost = rebuild.measureLoss(content.ok());
    run.claim(
        "zero-data-loss",
        ClaimOutcome.of(lost == 0),
        "of what was acknowledged %d objects and files are lost".formatted(lost));
  }

  @Scenario(
      value = "corrected",
      gates = {
        "nodes-ready",
        "backups-there",
        "backups-known",
        "restore-completed",
        "claim-bound",
        "content-back",
        "claim-takes-writes"
      })
  void whatWasBackedUpIsBack(LocalStorageLab lab, DrillRun run) throws Exception {
    Rebuild rebuild = new Rebuild(lab, run);
    rebuild.steadyState();
    FileBackup files = filesOf(lab, run, rebuild);
    rebuild.backUp();
    files.backUp();
    rebuild.destroy();
    rebuild.newCluster();
    rebuild.startStore();
    rebuild.installVelero();
    rebuild.restore();
    run.step(restoreFiles(files));
    run.gate("content-back", rebuild::serves);
    run.check("objects-restored", rebuild::objects);
    Checks.run(run, rebuild.files(Shelf.FILE));
    Observation content = rebuild.holds(Shelf.FILE);
    int lost = rebuild.measureLoss(content.ok());
    run.control(
        "zero-data-loss",
        ClaimOutcome.of(lost == 0),
        "backed up at the last moment, files by restic: %d objects and files are lost"
            .formatted(lost));
    rebuild.writeAgain();
    run.check("repository-sound", files::sound);
  }

  private static Step restoreFiles(FileBackup files) {
    return Step.of("restore-files", Actor.HUMAN, files::restore).after("claim-bound");
  }

  private static FileBackup filesOf(LocalStorageLab lab, DrillRun run, Rebuild rebuild)
      throws Exception {
    return new FileBackup(lab, run, new LocalClaim(lab, rebuild.shelf(), Rebuild.APP));
  }

  @Twin(
      value = "nothing-comes-back",
      expect = VerdictKind.FAIL,
      culprit = {
        "nodes-ready",
        "backups-there",
        "install-velero after backups-there",
        "backups-known",
        "restore-cluster after backups-known",
        "restore-completed",
        "claim-bound",
        "restore-files after claim-bound",
        "content-back",
        "claim-takes-writes",
        "* is missing",
        "content is missing*",
        "restic's repository"
      })
  void whatNobodyBringsBackIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    Rebuild rebuild = new Rebuild(lab, run);
    rebuild.steadyState();
    FileBackup files = filesOf(lab, run, rebuild);
    rebuild.backUp();
    files.backUp();
    run.inject(files.packsBroken());
    run.check("repository-sound", files::sound);
    rebuild.writeLater();
    rebuild.destroy();
    rebuild.nothingComesBack();
    Planted.tooEarly(run, restoreFiles(files));
    Observation there = rebuild.backupsThere();
    run.control(
        "minio-survives-cluster", ClaimOutcome.of(there.ok()), "on a new disk: " + there.text());
    run.check("objects-restored", rebuild::objects);
    run.prepare("the application from its manifests alone", rebuild::applyAgain);
    run.await("its pods to run", rebuild::podsRun, POD_WITHIN);
    Planted.gate(run, "content-back", rebuild::serves, "the volume is a new one");
    Checks.run(run, rebuild.files(Shelf.FILE));
    Planted.gate(run, "claim-takes-writes", rebuild::written, "nobody writes");
  }
}
