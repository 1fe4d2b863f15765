package drills;

import static drills.ChecklistLine.checked;
import static drills.ChecklistLine.forPeople;

import drills.ChecklistLine.Walked;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.recovery.Action;
import firedrill.recovery.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The document's checklist over a lab: how each line is asked, undone and done again. */
final class MigrationList {

  /** What an operator does for a line, and how it is missed. */
  private record Deed(Action undo, Action again) {}

  private static final String SECRETS = "secrets-exported";

  private final OperatorsDesk desk;
  private final Checklist list;
  private final Map<String, Deed> deeds = new LinkedHashMap<>();

  MigrationList(Rebuild rebuild, OperatorsDesk desk) {
    this.desk = desk;
    this.list =
        new Checklist(
            List.of(
                checked("full-backup", true, "Run full Velero backup", desk::backedUpLast),
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
                forPeople("mirrored", true, "Sync MinIO to external location (optional)"),
                checked(
                    "addresses-noted",
                    true,
                    "Note all LoadBalancer IPs and DNS entries",
                    desk::addressesNoted),
                forPeople("kubeconfig-saved", true, "Save kubeconfig files"),
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
                checked("pods-running", false, "Verify all pods running", rebuild::podsRun),
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
                    rebuild::serves)));
    deeds.put("full-backup", new Deed(desk::changeSomething, desk::backUp));
    deeds.put("backup-completed", new Deed(desk::failToBackUp, desk::forgetFailed));
    deeds.put(SECRETS, new Deed(desk::loseSecrets, desk::exportSecrets));
    deeds.put("config-documented", new Deed(desk::leaveOneOut, desk::documentWhatGitLacks));
    deeds.put("addresses-noted", new Deed(desk::forgetAddresses, desk::noteAddresses));
    deeds.put("test-restore", new Deed(desk::spoilTry, desk::tryRestore));
    deeds.put("minio-reattached", new Deed(rebuild::loseOneStored, rebuild::putBackStored));
    deeds.put("velero-restored", new Deed(rebuild::forgetRestore, rebuild::restoreOnceMore));
    deeds.put("pods-running", new Deed(rebuild::startStray, rebuild::removeStray));
    deeds.put("data-intact", new Deed(rebuild::addFile, rebuild::removeFile));
    deeds.put("application-healthy", new Deed(rebuild::releaseUnhealthy, rebuild::releaseAsBefore));
  }

  private MigrationList(OperatorsDesk desk, Checklist list, Map<String, Deed> deeds) {
    this.desk = desk;
    this.list = list;
    this.deeds.putAll(deeds);
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
    desk.exportSecrets();
    desk.documentWhatGitLacks();
    desk.noteAddresses();
    desk.backUp();
    desk.tryRestore();
  }

  /** Walks one half, keeps what it saw as {@code <name>.json} and {@code .md}. */
  List<Walked> walk(DrillRun run, boolean before, String name) throws Exception {
    List<Walked> walked = list.walk(before);
    list.write(run.directory(), name, walked);
    run.observe("walked-list", name + ": " + walked, Checklist.open(walked));
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
    for (Map.Entry<String, Deed> deed : deeds.entrySet()) {
      if (list.line(deed.getKey()).before() != before) {
        continue;
      }
      deed.getValue().undo().run();
      List<String> open = Checklist.open(list.walk(before));
      deed.getValue().again().run();
      seen.add(deed.getKey() + " undone: open are " + open);
      if (!open.equals(List.of(deed.getKey()))) {
        wrong.add("undone " + deed.getKey());
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
