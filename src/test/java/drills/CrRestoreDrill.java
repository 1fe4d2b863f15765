package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
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
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

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

  @Twin(
      value = "orphans-present",
      expect = VerdictKind.FAIL,
      culprit = {"directory *", "no-orphans", "refuses-beside-orphans"})
  @Needs(Capability.VOLUME_BLOCKS)
  void aDirectoryDeletedForItsOrphanIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Sacrifices sacrifices = Sacrifices.of(lab, run);
    String volume = Sacrifices.BESIDE_ORPHANS;
    Set<String> names = sacrifices.directoryNames(volume);
    run.await(
        "Longhorn to list both orphans",
        () -> Observation.of(orphans(longhorn, names) == names.size(), "of " + names),
        LIMIT);
    Readopted.noOrphans(run, longhorn, Set.of(volume));
    Restore restore =
        Restoring.restore(lab, sacrifices.saved(volume), Managers.of(longhorn, LIMIT));
    Restoring.refused(run, "refuses-beside-orphans", restore, "there are Orphans");
    run.inject(
        new Mistake(
            "applied-beside-orphans",
            volume,
            () ->
                Restoring.refused(
                    run,
                    "refuses-beside-orphans",
                    restore.withoutPreconditions(),
                    "there are Orphans"),
            () ->
                Evidence.of(
                    Restoring.names(longhorn.replicas(volume)).equals(names),
                    "replicas claim " + Restoring.names(longhorn.replicas(volume)))));
    run.await(
        "Longhorn to look at its disks again",
        () -> Observation.of(orphans(longhorn, names) == 0, "orphans are left"),
        LIMIT);
    run.check("directories-kept", () -> sacrifices.directoriesKept(volume));
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

  private static long orphans(Longhorn longhorn, Set<String> names) {
    return longhorn.orphans().stream().filter(o -> names.contains(o.dataDirectory())).count();
  }

  @Twin(
      value = "stale-owners",
      expect = VerdictKind.FAIL,
      culprit = {"directory *", "refuses-stale-owners"})
  @Needs(Capability.VOLUME_BLOCKS)
  void aDirectoryDeletedForItsOwnerIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Sacrifices sacrifices = Sacrifices.of(lab, run);
    String volume = Sacrifices.WITH_OWNERS;
    Restore restore =
        Restoring.restore(lab, sacrifices.careless(volume), Managers.of(longhorn, LIMIT));
    Restoring.refused(run, "refuses-stale-owners", restore, "owner references");
    run.inject(
        new Mistake(
            "applied-with-stale-owners",
            volume,
            () ->
                Restoring.refused(
                    run,
                    "refuses-stale-owners",
                    restore.withoutPreconditions(),
                    "owner references"),
            () ->
                Evidence.of(
                    longhorn.replicas(volume).isEmpty(),
                    "created, and since then deleted again: no replica of it is left")));
    run.check("directories-kept", () -> sacrifices.directoriesKept(volume));
  }

  @Twin(
      value = "busy-block-lost",
      expect = VerdictKind.FAIL,
      culprit = {"rpo-volumes", "blocks of before"})
  @Needs(Capability.VOLUME_BLOCKS)
  void aBlockLostForLongerThanTheBudgetIsNamed(StorageLab lab, DrillRun run) throws Exception {
    BusyVolume.blockLostEverywhere(lab, run);
  }

  @Twin(
      value = "restored-carelessly",
      expect = VerdictKind.FAIL,
      culprit = {
        "saved-resources-fetched",
        "restore-resources after saved-resources-fetched",
        "restore-resources after definitions-established",
        "definitions-established",
        "resources-restored",
        "start-managers after resources-restored",
        "volumes-readopted",
        "*/volume-head-*.img",
        "orphans-untouched",
        StorageAccident.TAKE_WRITES,
        "stale-replicas-put-back-as-failed",
        "steady " + StorageAccident.HEALTHY
      })
  @Needs(Capability.VOLUME_BLOCKS)
  void whatNobodyTookCareOfIsNamed(StorageLab lab, DrillRun run) throws Exception {
    CarelessRestore.walk(lab, run, Sacrifices.of(lab, run));
  }
}
