package drills;

import static drills.ChecklistLine.checked;
import static drills.ChecklistLine.forPeople;

import drills.ChecklistLine.Walked;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.recovery.Action;
import firedrill.recovery.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The document's checklist over a lab: how each line is asked, undone and done again. */
final class MigrationList {

  /**
   * How what an operator does for a line is missed, and what makes the line true again; several may
   * be of one line.
   */
  private record Deed(String line, String missed, Action undo, Action again) {}

  private static final String SECRETS = "secrets-exported";

  private final OperatorsDesk desk;
  private final Checklist list;
  private final List<Deed> deeds = new ArrayList<>();

  MigrationList(Rebuild rebuild, OperatorsDesk desk, AllPods pods) {
    this.desk = desk;
    this.list =
        new Checklist(
            List.of(
                checked("full-backup", true, "Run full Velero backup", desk.full()::isLatest),
                checked(
                    "backup-completed",
                    true,
                    "Verify backup completed successfully",
                    desk::noneFailed),
                checked(
                    SECRETS,
                    true,
                    "Export important secrets (vault, minio credentials)",
                    desk::secretsOpen),
                checked(
                    "config-documented",
                    true,
                    "Document custom configurations not in Git",
                    desk::everythingDocumented),
                checked(
                    "mirrored",
                    true,
                    "Sync MinIO to external location (optional)",
                    desk.copy()::isWhole),
                checked(
                    "addresses-noted",
                    true,
                    "Note all LoadBalancer IPs and DNS entries",
                    desk::addressesNoted),
                checked(
                    "kubeconfig-saved", true, "Save kubeconfig files", desk.kubeconfig()::opens),
                checked(
                    "test-restore", true, "Test restore in separate namespace", desk::tryIsWhole),
                checked(
                    "minio-reattached",
                    false,
                    "Verify MinIO volumes reattached correctly",
                    rebuild::backupsThere),
                checked(
                    "velero-restored",
                    false,
                    "Restore from Velero backup",
                    rebuild::restoreCompleted),
                checked("pods-running", false, "Verify all pods running", pods::ready),
                checked(
                    "data-intact",
                    false,
                    "Check application data integrity",
                    () -> rebuild.claimBound().ok() ? rebuild.isIntact() : rebuild.claimBound()),
                forPeople("dns-updated", false, "Update DNS if IPs changed"),
                checked(
                    "application-healthy",
                    false,
                    "Run application-specific health checks",
                    pods::reached)));
    missingBefore();
    missingAfter(rebuild, pods);
  }

  private void missingBefore() {
    FullBackup full = desk.full();
    miss("full-backup", "a Role made since", full::makeRole, full::deleteRole);
    miss("full-backup", "a Secret edited since", full::editSecret, full::editSecretBack);
    miss(
        "full-backup", "a Deployment edited since", full::editDeployment, full::editDeploymentBack);
    miss("full-backup", "a ConfigMap deleted", full::deleteConfigMap, full::putBackConfigMap);
    miss("backup-completed", "one failed", desk::failToBackUp, desk::forgetFailed);
    miss(SECRETS, "the export lost", desk::loseSecrets, desk::exportSecrets);
    miss("config-documented", "one left out", desk::leaveOneOut, desk::documentWhatGitLacks);
    StoreCopy copy = desk.copy();
    miss("mirrored", "a file of the copy lost", copy::loseOne, copy::mirror);
    miss("mirrored", "a byte of the copy another", copy::spoilOne, copy::putOneBack);
    miss("addresses-noted", "none noted", desk::forgetAddresses, desk::noteAddresses);
    SavedKubeconfig kubeconfig = desk.kubeconfig();
    miss("kubeconfig-saved", "the file lost", kubeconfig::lose, kubeconfig::save);
    miss("kubeconfig-saved", "its login withdrawn", kubeconfig::withdraw, kubeconfig::save);
    miss("test-restore", "a Secret of it deleted", desk::spoilTry, desk::tryRestore);
  }

  private void missingAfter(Rebuild rebuild, AllPods pods) {
    miss("minio-reattached", "an object lost", rebuild::loseOneStored, rebuild::putBackStored);
    miss("velero-restored", "forgotten", rebuild::forgetRestore, rebuild::restoreOnceMore);
    miss("pods-running", "one without a node", pods::startStray, pods::removeStray);
    miss("pods-running", "one that crashes", pods::startCrashing, pods::removeCrashing);
    miss("data-intact", "a file too many", rebuild::addFile, rebuild::removeFile);
    miss(
        "application-healthy",
        "its Service leads nowhere",
        pods::misleadService,
        pods::leadService);
  }

  private void miss(String line, String missed, Action undo, Action again) {
    deeds.add(new Deed(line, missed, undo, again));
  }

  private MigrationList(OperatorsDesk desk, Checklist list, List<Deed> deeds) {
    this.desk = desk;
    this.list = list;
    this.deeds.addAll(deeds);
  }

  /** The same with one line that is always done. */
  MigrationList blindTo(String id) {
    List<ChecklistLine> lines = new ArrayList<>();
    for (ChecklistLine line : list.lines()) {
      lines.add(
          line.id().equals(id)
              ? new ChecklistLine(
                  id,
                  line.before(),
                  line.text(),
                  Optional.of(() -> Observation.of(true, "not looked at")))
              : line);
    }
    return new MigrationList(desk, new Checklist(lines), deeds);
  }

  /** Everything that is to be done before. */
  void prepare() throws Exception {
    desk.full().workBegins();
    desk.exportSecrets();
    desk.documentWhatGitLacks();
    desk.noteAddresses();
    desk.kubeconfig().save();
    desk.clearTry();
    desk.backUp();
    desk.copy().mirror();
    desk.tryRestore();
  }

  /** Walks one half, keeps what it saw as {@code <name>.json} and {@code .md}. */
  List<Walked> walk(DrillRun run, boolean before, String name) throws Exception {
    List<Walked> walked = list.walk(before);
    list.write(run.directory(), name, walked);
    for (Walked one : walked) {
      run.observe("walked-list", name + ": " + one, one.state().name());
    }
    return walked;
  }

  /** Each line a check; those for people are none. Whether all are done. */
  static boolean check(DrillRun run, List<Walked> walked) {
    boolean all = true;
    for (Walked one : walked) {
      if (one.state() != ChecklistLine.State.FOR_PEOPLE) {
        all &= run.check("line " + one.id(), () -> result(one));
      }
    }
    return all;
  }

  /** One that could not be asked is no answer, and so no failed check. */
  private static CheckResult result(Walked one) {
    if (one.state() == ChecklistLine.State.NOT_ANSWERED) {
      throw new IllegalStateException(one.seen());
    }
    return one.state() == ChecklistLine.State.DONE
        ? CheckResult.passed(one.seen())
        : CheckResult.failed(one.id(), one.seen());
  }

  /**
   * With each deed of one half undone in turn exactly its line is open.
   *
   * @param before of which half
   */
  CheckResult eachAlone(boolean before) throws Exception {
    List<String> wrong = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Deed deed : deeds) {
      if (list.line(deed.line()).before() != before) {
        continue;
      }
      deed.undo().run();
      List<String> open = Checklist.open(list.walk(before));
      deed.again().run();
      seen.add("%s (%s): open are %s".formatted(deed.line(), deed.missed(), open));
      if (!open.equals(List.of(deed.line()))) {
        wrong.add("undone " + deed.line());
      }
    }
    List<String> left = Checklist.open(list.walk(before));
    if (!left.isEmpty()) {
      wrong.add("done again " + left);
    }
    return wrong.isEmpty()
        ? CheckResult.passed(seen.toString())
        : CheckResult.failed(wrong.get(0), seen.toString());
  }
}
