package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.fault.Evidence;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import firedrill.verdict.VerdictKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Saved resources put back where no pod mounts a volume, and ways in which they delete data. */
@Drill("longhorn-cr-restore")
@LabWith(EngineLabFactory.class)
@Needs({Capability.NODE_FILES, Capability.VOLUME_BLOCKS})
class CrRestoreEngineDrill {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Scenario("put-back-after-crash")
  @Needs(Capability.CRASH)
  void blocksThatNoPodMountsAreAdoptedWhereTheyLie(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    EngineAccident accident = new EngineAccident(lab, run);
    accident.prepare();
    Path kept = accident.file("kept-off-longhorn.json");
    run.prepare(
        "Longhorn's resources saved, off Longhorn",
        () -> Files.write(kept, SavedResources.capture(lab.platform().kubernetes()).bytes()));
    SavedResources careless = SavedResources.captureCarelessly(lab.platform().kubernetes());
    // The file is of some earlier moment: since then a replica has failed that it calls good.
    accident.oneReplicaFallsBehind();
    accident.everythingIsForgotten();
    List<FileTree> old = accident.directories();
    Listing before = Listing.of(old);
    List<FileTree> adopted = accident.directoriesInUse();
    Listing inUse = Listing.of(adopted);

    SavedResources saved = fetch(run, kept, accident);
    Readopted.orphansUntouched(run, before.unchanged(old));
    Restoring.reinstallDefinitions(run, longhorn);
    List<String> found = putBack(lab, run, accident, saved, careless);
    run.gate("volumes-readopted", accident.healthy());
    accident.writeAgain();

    accident.blocksAsWritten();
    run.check("data-not-copied", () -> inUse.sameFiles(adopted));
    Readopted.staleOnesFailed(
        run,
        accident.replicas().stream()
            .filter(r -> r.hasFailed())
            .map(r -> r.dataDirectory() + " on " + r.node())
            .collect(Collectors.toCollection(TreeSet::new)),
        accident.names(),
        found);
    Strays.awaitScan(lab, run, longhorn.replicas(accident.volumes().get(0).name()).get(0));
    Readopted.noOrphans(run, longhorn, accident.names());
  }

  private static SavedResources fetch(DrillRun run, Path kept, EngineAccident accident)
      throws Exception {
    Path file = accident.file("saved-resources.json");
    run.step(Step.of("fetch-saved-resources", Actor.HUMAN, () -> Files.copy(kept, file)));
    run.gate(
        "saved-resources-fetched",
        Restoring.namesAll(
            file,
            accident.names(),
            accident.directoryNames().values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet())));
    return SavedResources.read(file);
  }

  /** What the restore has found in the directories. */
  private static List<String> putBack(
      StorageLab lab,
      DrillRun run,
      EngineAccident accident,
      SavedResources saved,
      SavedResources careless)
      throws Exception {
    Managers managers = Managers.notYet(lab.longhorn(), LIMIT);
    Restoring.refused(
        run,
        "refuses-stale-owners",
        Restoring.restore(lab, careless, managers),
        "owner references");
    List<String> found = new ArrayList<>();
    Restore restore =
        Restoring.restore(lab, saved.only(accident.names()), managers)
            .onFinding(
                text -> {
                  found.add(text);
                  run.observe("directory-inspected", text, text);
                });
    run.step(
        Restoring.restoreResources(
            () ->
                restore.run(
                    RestoreStep.SAFE_ORDER.stream()
                        .filter(s -> s != RestoreStep.START_MANAGERS)
                        .toList())));
    run.gate(
        "resources-restored",
        Restoring.namesOldDirectories(lab.longhorn(), accident.directoryNames()));
    run.step(
        Restoring.startManagers(
            () -> {
              restore.step(RestoreStep.START_MANAGERS);
              // Longhorn has taken them in then; before, there is no place for a ticket.
              accident.volumes().forEach(KnownVolume::awaitDetached);
              accident.askForAll();
            }));
    return found;
  }

  @Twin(
      value = "orphans-present",
      expect = VerdictKind.FAIL,
      culprit = {"directory *", "no-orphans", "refuses-beside-orphans"})
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

  private static long orphans(Longhorn longhorn, Set<String> names) {
    return longhorn.orphans().stream().filter(o -> names.contains(o.dataDirectory())).count();
  }

  @Twin(
      value = "stale-owners",
      expect = VerdictKind.FAIL,
      culprit = {"directory *", "refuses-stale-owners"})
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
  void whatNobodyTookCareOfIsNamed(StorageLab lab, DrillRun run) throws Exception {
    CarelessRestore.walk(lab, run, Sacrifices.of(lab, run));
  }
}
