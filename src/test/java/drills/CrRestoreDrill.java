package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.fault.Evidence;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Longhorn's definitions are wiped; the saved resources bring every volume back where it lies. */
@Drill("longhorn-cr-restore")
@LabWith(StorageLabFactory.class)
@Needs(Capability.NODE_FILES)
class CrRestoreDrill {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Scenario("resources-put-back")
  @Needs({Capability.CUT_POWER, Capability.VOLUME_BLOCKS})
  void theDataAreAdoptedWhereTheyLie(StorageLab lab, DrillRun run) throws Exception {
    ResourcesPutBack.walk(lab, run);
  }

  @Twin(value = "saved-file-cut-short", expect = VerdictKind.FAIL, culprit = Backups.FILE)
  void aSavedFileCutShortIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Backups backups = new Backups(lab, run, "backups-cut-short");
    byte[] whole = SavedResources.capture(lab.platform().kubernetes()).bytes();
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    run.prepare(
        "a backup volume that may be lost",
        () -> {
          backups.install();
          backups.awaitMounted();
          backups.save(whole);
        });
    run.inject(
        new Mistake(
            "saved-file-cut-short",
            backups.claim().volume(),
            () -> backups.save(half),
            () ->
                Evidence.of(
                    backups.size() == half.length,
                    backups.size() + " B of " + whole.length + " lie in the volume")));
    backups.claim().scale(0);
    longhorn.awaitState(
        backups.claim().volume(), VolumeState::isDetached, LIMIT, "the backup volume is detached");
    run.check(
        "saved-file-whole",
        () -> {
          Path folder = run.directory().resolve("saved-resources");
          try {
            return CheckResult.passed("read from " + backups.fetch(folder));
          } catch (IOException e) {
            // Only a file that was taken out of the replica can itself be to blame.
            if (!Files.exists(folder.resolve(Backups.FILE))) {
              throw e;
            }
            return CheckResult.failed(Backups.FILE, e.getMessage());
          }
        });
  }
}
