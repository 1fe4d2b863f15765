package drills;

import drills.ChecklistLine.Walked;
import firedrill.claims.ClaimOutcome;
import firedrill.fault.Evidence;
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
import java.util.List;
import java.util.Set;

/** The document's checklist, walked before and after a rebuild. */
@Drill("migration-checklist")
@LabWith(RebuildLabFactory.class)
class MigrationChecklistDrill {

  private static final String LOGIN = "checklist-minio-login-exported";
  private static final String AFTER = "checklist-after-complete";
  private static final Duration PODS_WITHIN = Duration.ofSeconds(60);

  /** For the application to be reached once its files are there, which takes some two seconds. */
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);

  @Scenario("walked")
  @Needs({
    Capability.CUT_POWER,
    Capability.REPLACE_DISKS,
    Capability.NEW_CLUSTER,
    Capability.NODE_FILES
  })
  void theListIsWalkedBeforeAndAfter(LocalStorageLab lab, DrillRun run) throws Exception {
    OperatorsDesk desk = new OperatorsDesk(lab, run);
    Rebuild rebuild = new Rebuild(lab, run, desk.secrets());
    AllPods pods = new AllPods(lab, run);
    MigrationList list = started(lab, rebuild, desk, pods);
    FileBackup files = new FileBackup(lab, run, new LocalClaim(lab, rebuild.shelf(), Rebuild.APP));
    run.prepare("what is to be done before", list::prepare);
    boolean done = MigrationList.check(run, list.walk(run, true, "before"));
    run.finding("the test restore claims addresses a second time: " + desk.addressesTwice());
    run.check("each-line-alone", () -> list.eachAlone(true));
    run.prepare("what the list does not ask: the volume's files", files::backUp);
    rebuild.remember(desk.backup());

    rebuild.destroy();
    rebuild.newCluster();
    rebuild.startStore();
    try {
      rebuild.installVelero();
    } finally {
      // A gate that ends the scenario speaks against it.
      exportOpens(run, rebuild, desk);
    }
    rebuild.restore();
    run.await("the restored pods to start", rebuild::podsRun, PODS_WITHIN);
    // As long as the control is given.
    Watched.becomes(run, "the application to be reached", pods::reached, REACHED_WITHIN);
    List<Walked> asListed = list.walk(run, false, "after-as-listed");
    String before = "checklist-before-complete";
    run.claim(
        before,
        ClaimOutcome.of(done && Checklist.open(asListed).isEmpty()),
        "every line of before was done: %s; open after the rebuild: %s"
            .formatted(done, Checklist.open(asListed)));
    run.step(Step.of("restore-files", Actor.HUMAN, files::restore).after("claim-bound"));
    // Not before the gate: the control has no more time than the list had.
    Watched.becomes(run, "the application to be reached", pods::reached, REACHED_WITHIN);
    run.gate("content-back", rebuild::serves);
    List<Walked> after = list.walk(run, false, "after");
    boolean all = MigrationList.check(run, after);
    run.control(
        before,
        ClaimOutcome.of(all),
        "with the files backed up too, open after the rebuild: " + Checklist.open(after));
    whatNoLineAsks(run, rebuild, all);
    rebuild.writeAgain();
    rebuild.putBackAround();
    Set<String> left = rebuild.notAsBefore();
    run.control(
        AFTER,
        ClaimOutcome.of(all && left.isEmpty()),
        "with what is in no backup put back by hand, not back: " + left);
    // Users are served again: what is undone now makes no outage longer.
    run.check("each-line-alone", () -> list.eachAlone(false));
  }

  /** In the new cluster, which knows of no login but the one from the desk. */
  private static void exportOpens(DrillRun run, Rebuild rebuild, OperatorsDesk desk)
      throws Exception {
    Observation opens =
        Observation.allOf(desk.secretsOpen(), rebuild.isInstalled(), rebuild.backupsKnown());
    run.expect("export-opens", opens.text(), opens.ok());
    run.claim(
        LOGIN,
        ClaimOutcome.of(opens.ok()),
        "after the rebuild, Velero installed with what was exported: " + opens.text());
  }

  private static MigrationList started(
      LocalStorageLab lab, Rebuild rebuild, OperatorsDesk desk, AllPods pods) throws Exception {
    rebuild.steadyState();
    lab.manifests().apply("shop-door.yaml");
    return new MigrationList(rebuild, desk, pods);
  }

  /** All lines are done, and objects are missing that no line asks for. */
  private static void whatNoLineAsks(DrillRun run, Rebuild rebuild, boolean all) throws Exception {
    Set<String> missing = rebuild.notAsBefore();
    run.claim(
        AFTER,
        ClaimOutcome.of(all && missing.isEmpty()),
        "every line of after is done: %s; not back: %s".formatted(all, missing));
  }

  @Twin(
      value = "nothing-done",
      expect = VerdictKind.FAIL,
      culprit = {
        "full-backup",
        "backup-completed",
        "secrets-exported",
        "config-documented",
        "mirrored",
        "addresses-noted",
        "kubeconfig-saved",
        "test-restore",
        "minio-reattached",
        "velero-restored",
        "pods-running",
        "data-intact",
        "application-healthy",
        "nodes-ready",
        "backups-there",
        "backups-known",
        "restore-completed",
        "claim-bound",
        "put-back-around after restore-completed",
        "around-back",
        "content-back",
        "claim-takes-writes"
      })
  @Needs({
    Capability.CUT_POWER,
    Capability.REPLACE_DISKS,
    Capability.NEW_CLUSTER,
    Capability.NODE_FILES
  })
  void whatNobodyHasDoneIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    OperatorsDesk desk = new OperatorsDesk(lab, run);
    Rebuild rebuild = new Rebuild(lab, run, desk.secrets());
    MigrationList list = started(lab, rebuild, desk, new AllPods(lab, run));
    MigrationList.check(run, list.walk(run, true, "before"));
    rebuild.backUp();
    rebuild.writeLater();
    rebuild.destroy();
    rebuild.nothingComesBack();
    MigrationList.check(run, list.walk(run, false, "after"));
    Planted.tooEarly(run, rebuild.aroundStep());
    Planted.gate(run, "around-back", rebuild::aroundIsBack, "nobody puts anything back");
    rebuild.applyAgain();
    run.await("its pods to run", rebuild::podsRun, PODS_WITHIN);
    MigrationList.check(run, list.walk(run, false, "after-from-git"));
    Planted.gate(run, "content-back", rebuild::serves, "the volume is a new one");
    Planted.gate(run, "claim-takes-writes", rebuild::written, "nobody writes");
  }

  @Twin(
      value = "export-lost",
      expect = VerdictKind.FAIL,
      culprit = {"install-velero", "backups-known", "export-opens"})
  @Needs({
    Capability.CUT_POWER,
    Capability.REPLACE_DISKS,
    Capability.NEW_CLUSTER,
    Capability.NODE_FILES
  })
  void aRebuildWithoutTheExportStopsBeforeTheStore(LocalStorageLab lab, DrillRun run)
      throws Exception {
    OperatorsDesk desk = new OperatorsDesk(lab, run);
    Rebuild rebuild = new Rebuild(lab, run, desk.secrets());
    rebuild.steadyState();
    run.prepare("a backup, and the login", rebuild::backUp);
    run.inject(exportLost(desk));
    rebuild.destroy();
    rebuild.newCluster();
    rebuild.startStore();
    Planted.step(run, rebuild.veleroStep());
    Observation another = rebuild.locationWithAnotherLogin();
    Planted.gate(run, "backups-known", rebuild::backupsKnown, "the store refuses that login");
    run.expect("export-opens", another.text(), another.ok());
    run.control(
        LOGIN,
        ClaimOutcome.of(another.ok()),
        "the same store, with a login that nobody had exported: " + another.text());
  }

  private static Mistake exportLost(OperatorsDesk desk) {
    return new Mistake(
        "export-lost",
        "what was exported",
        desk::loseSecrets,
        () -> Evidence.of(!desk.secretsOpen().ok(), desk.secretsOpen().text()));
  }

  @Twin(value = "line-blind", expect = VerdictKind.FAIL, culprit = "undone secrets-exported")
  @Needs(Capability.NODE_FILES)
  void aLineThatLooksAtNothingIsNamed(LocalStorageLab lab, DrillRun run) throws Exception {
    OperatorsDesk desk = new OperatorsDesk(lab, run);
    Rebuild rebuild = new Rebuild(lab, run, desk.secrets());
    MigrationList list = started(lab, rebuild, desk, new AllPods(lab, run));
    run.prepare("what is to be done before", list::prepare);
    run.inject(exportLost(desk));
    desk.exportSecrets();
    run.check("each-line-alone", () -> list.blindTo("secrets-exported").eachAlone(true));
  }
}
