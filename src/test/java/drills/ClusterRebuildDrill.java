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
import java.util.TreeSet;

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
    rebuild.backUpOnSchedule();
    Observation excluded = rebuild.backedUpOfExcluded();
    run.observe("not-backed-up", excluded.text(), excluded.ok());
    String named = rebuild.namedByDay();
    rebuild.writeLater();
    rebuild.destroy();
    rebuild.newCluster();
    try {
      rebuild.startStore();
    } finally {
      // A gate that ends the scenario speaks against it.
      storeSurvived(lab, run, rebuild);
    }

    Attempt documented = rebuild.restoreAsDocumented(named);
    run.claim(
        "rebuild-order-works",
        ClaimOutcome.of(documented.accepted()),
        "new cluster, MinIO, then " + documented);
    Set<String> atFirst = rebuild.missingAround();
    rebuild.installVelero();
    Set<String> installed = rebuild.missingAround();
    VeleroStatus byTheDay = rebuild.restoreByTheDay(named);
    run.claim(
        "rebuild-velero-restore",
        ClaimOutcome.of(byTheDay.isCompleted()),
        "the schedule has made %s; with Velero installed, --from-backup %s: %s"
            .formatted(rebuild.backup(), named, byTheDay));
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
    whatIsMissing(run, rebuild, objects, whoBroughtBack(atFirst, installed, rebuild));
    Observation content = rebuild.holds(Shelf.FILE);
    Observation lost = rebuild.measureLoss();
    run.claim("zero-data-loss", ClaimOutcome.of(lost.ok()), lost.text());
    rebuild.writeAgain();
    // Users are served again: this look makes no outage longer.
    Observation kept = rebuild.oldDirectory();
    run.claim(
        "nodes-recreated-lose-all",
        new LocalPathWord(lab).of(!kept.ok() && rebuild.lacks(Shelf.FILE)),
        "the old directory: %s; what the document's restore put into the claim: %s"
            .formatted(kept.text(), content.text()));
  }

  /** The lab's store is none of the cluster's machines, and the fault leaves it its disk. */
  private static void storeSurvived(LocalStorageLab lab, DrillRun run, Rebuild rebuild)
      throws Exception {
    Observation there = rebuild.backupsThere();
    DiskCuts cuts = new DiskCuts(lab.sandbox());
    run.expect("store-survived", there.text(), there.ok());
    run.claim(
        "minio-survives-cluster",
        cuts.of(there.ok()),
        "outside of the cluster, on a disk that nothing was done to: %s; %s"
            .formatted(there.text(), cuts.ofStore()));
  }

  /** Of the objects beside the application's namespace. */
  private static String whoBroughtBack(
      Set<String> atFirst, Set<String> installed, Rebuild rebuild) {
    Set<String> byInstalling = new TreeSet<>(atFirst);
    byInstalling.removeAll(installed);
    Set<String> byRestoring = new TreeSet<>(installed);
    byRestoring.removeAll(rebuild.missingAround());
    return "Velero's installation has made %s, the restore %s".formatted(byInstalling, byRestoring);
  }

  private static void whatIsMissing(DrillRun run, Rebuild rebuild, boolean objects, String others)
      throws Exception {
    Set<String> missing = rebuild.missingAround();
    run.observe(
        "not-restored",
        "of %d objects beside the namespace these are not as they were: %s; %s"
            .formatted(rebuild.countAround(), missing, others),
        missing);
    missing.forEach(name -> run.finding("not back after the documented rebuild: " + name));
    run.claim(
        "restore-entire-cluster",
        ClaimOutcome.of(missing.isEmpty() && objects),
        "of %d objects beside the namespace these are not as they were: %s"
            .formatted(rebuild.countAround(), missing));
    run.control(
        "restore-entire-cluster",
        ClaimOutcome.of(objects),
        "the same of the application's namespace alone: " + rebuild.objects().detail());
  }

  @Scenario(
      value = "corrected",
      gates = {
        "nodes-ready",
        "backups-there",
        "backups-known",
        "restore-completed",
        "claim-bound",
        "around-back",
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
    rebuild.putBackAround();
    run.step(restoreFiles(files));
    run.gate("content-back", rebuild::serves);
    run.check("objects-restored", rebuild::objects);
    run.check("around-restored", rebuild::aroundKept);
    Checks.run(run, rebuild.files(Shelf.FILE));
    Observation lost = rebuild.measureLoss();
    run.control(
        "zero-data-loss",
        ClaimOutcome.of(lost.ok()),
        "backed up at the last moment, files by restic, and put back by hand what no backup holds: "
            + lost.text());
    rebuild.writeAgain();
    run.check("repository-sound", files::sound);
  }

  @Scenario(
      value = "written-through",
      gates = {
        "nodes-ready",
        "backups-there",
        "backups-known",
        "restore-completed",
        "claim-bound",
        "claim-takes-writes"
      })
  @Needs(Capability.CUT_NODE_DISKS)
  void aStoreThatWritesThroughHasKeptEverything(LocalStorageLab lab, DrillRun run)
      throws Exception {
    Rebuild rebuild = new Rebuild(lab, run);
    rebuild.steadyState();
    run.prepare("the store's file system to write through", rebuild::writeThrough);
    rebuild.backUp();
    rebuild.destroy();
    rebuild.newCluster();
    rebuild.startStore();
    Observation there = rebuild.backupsThere();
    run.control(
        "minio-survives-cluster",
        ClaimOutcome.of(there.ok()),
        "with the store's file system mounted sync: " + there.text());
    rebuild.installVelero();
    rebuild.restore();
    run.check("objects-restored", rebuild::objects);
    rebuild.writeAgain();
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
        "store-survived",
        "install-velero after backups-there",
        "backups-known",
        "restore-cluster after backups-known",
        "restore-completed",
        "claim-bound",
        "put-back-around after restore-completed",
        "around-back",
        "rpo-objects",
        "rpo-around",
        "rpo-files",
        "restore-files after claim-bound",
        "content-back",
        "claim-takes-writes",
        "* is missing",
        "Secret/kube-system/tunnel is another",
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
    Planted.tooEarly(run, rebuild.aroundStep());
    Planted.gate(run, "around-back", rebuild::aroundIsBack, "nobody puts anything back");
    Planted.tooEarly(run, restoreFiles(files));
    Observation there = rebuild.backupsThere();
    run.expect("store-survived", there.text(), there.ok());
    run.control(
        "minio-survives-cluster", ClaimOutcome.of(there.ok()), "on a new disk: " + there.text());
    run.check("objects-restored", rebuild::objects);
    run.prepare("beside it, from a copy of another day", rebuild::putBackAnother);
    run.check("around-restored", rebuild::aroundKept);
    rebuild.measureObjects();
    rebuild.measureAround();
    run.prepare("the application from its manifests alone", rebuild::applyAgain);
    run.await("its pods to run", rebuild::podsRun, POD_WITHIN);
    Planted.gate(run, "content-back", rebuild::serves, "the volume is a new one");
    Checks.run(run, rebuild.files(Shelf.FILE));
    rebuild.measureFiles();
    Planted.gate(run, "claim-takes-writes", rebuild::written, "nobody writes");
  }
}
