package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.OrphanState;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreRefused;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.fault.Evidence;
import firedrill.junit.ClaimOutcome;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.VerdictKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Longhorn's definitions are wiped; the saved resources bring every volume back where it lies. */
@Drill("longhorn-cr-restore")
@LabWith(StorageLabFactory.class)
class CrRestoreDrill {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Scenario("resources-put-back")
  void theDataAreAdoptedWhereTheyLie(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    KubernetesClient client = lab.platform().kubernetes();
    KnownVolume alone = alone(lab, run);
    StorageAccident accident = new StorageAccident(lab, run);
    accident.prepare();
    alone.awaitAttached();
    alone.write(run.random("alone"), run.plan().size("blocks"), 8);
    accident.remember();
    // A file of the host: on Longhorn itself it would be lost with what it is to bring back.
    Path file = run.directory().resolve("longhorn-resources.json");
    SavedResources.capture(client).write(file);
    SavedResources careless = SavedResources.captureCarelessly(client);
    accident.cutThePower();
    accident.powerOn();
    accident.managersGone();
    accident.loseTheDefinitions();
    List<Path> directories = accident.directories(r -> true);
    Listing before = Listing.of(directories);

    run.step(
        Step.of(
            "reinstall-definitions",
            Actor.AGENT,
            () -> {
              longhorn.installation().installDefinitions();
              longhorn.installation().applySettings();
            }));
    run.gate("definitions-established", noManagers(longhorn));
    Managers managers = Managers.notYet(longhorn, LIMIT);
    refused(
        run, "refuses-stale-owners", Restore.of(client, careless, managers), "owner references");
    SavedResources saved = SavedResources.read(file);
    Set<String> whole = Set.of(accident.blocks().name(), accident.archive().volume());
    Restore restore = Restore.of(client, saved.only(whole), managers);
    run.step(
        Step.of("restore-resources", Actor.HUMAN, () -> restore.run(untilVolumes()))
            .after("definitions-established"));
    volumeAlone(client, saved, alone.name(), managers);
    run.gate("resources-restored", namesOldDirectories(longhorn, accident));
    run.step(
        Step.of(
                "start-managers",
                Actor.AGENT,
                () -> {
                  restore.step(RestoreStep.START_MANAGERS);
                  accident.blocks().ask("pi2");
                  alone.ask("pi3");
                  accident.archive().scale(1);
                })
            .after("resources-restored"));
    run.gate("volumes-readopted", accident.healthy());

    boolean blocks = Checks.run(run, accident.blocks().blocks());
    boolean files = Checks.run(run, accident.archive().files());
    boolean place = run.check("data-not-copied", () -> before.sameFiles(directories));
    List<String> orphans =
        longhorn.orphans().stream()
            .map(OrphanState::dataDirectory)
            .filter(d -> whole.stream().anyMatch(d::startsWith))
            .toList();
    run.expect("no-orphans", "orphans of the restored volumes: " + orphans, orphans.isEmpty());
    claims(run, alone, blocks && files && place);
  }

  /** A third volume, of which only the Volume resource will be put back. */
  private static KnownVolume alone(StorageLab lab, DrillRun run) throws Exception {
    KnownVolume volume =
        new KnownVolume(
            lab.longhorn(),
            "volume-alone",
            run.plan().size("volume-mebibytes") * (1L << 20),
            2,
            run.directory().resolve("volume-alone.img"));
    run.prepare(
        "a third volume",
        () -> {
          volume.create();
          volume.ask("pi3");
        });
    return volume;
  }

  private static void volumeAlone(
      KubernetesClient client, SavedResources saved, String volume, Managers managers)
      throws RestoreRefused {
    SavedResources of = saved.only(Set.of(volume));
    SavedResources volumes =
        new SavedResources(of.format(), of.savedAt(), of.volumes(), List.of(), List.of());
    Restore.of(client, volumes, managers).withoutPreconditions().step(RestoreStep.APPLY_VOLUMES);
  }

  private static void claims(DrillRun run, KnownVolume alone, boolean whole) {
    alone.awaitAttached();
    var seen = alone.blocks().run();
    String evidence =
        "of one volume only the Volume resource was put back: "
            + alone.healthy().text()
            + (seen.ok() ? ", with its data" : ", and " + seen.culprit())
            + "; of two others Engines and Replicas too: data "
            + (whole ? "adopted in place, nothing copied" : "not as they were");
    run.expect("volume-alone-is-empty", evidence, !seen.ok());
    run.claim("volume-crs-backup-enough", ClaimOutcome.of(seen.ok()), evidence);
  }

  private static List<RestoreStep> untilVolumes() {
    return RestoreStep.SAFE_ORDER.stream().filter(s -> s != RestoreStep.START_MANAGERS).toList();
  }

  private static Condition noManagers(Longhorn longhorn) {
    return () -> {
      int managers = longhorn.installation().managerPods();
      return Observation.of(
          managers == 0 && longhorn.volumes().isEmpty(),
          managers + " managers, " + longhorn.volumes().size() + " volumes");
    };
  }

  private static Condition namesOldDirectories(Longhorn longhorn, StorageAccident accident) {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (String volume : List.of(accident.blocks().name(), accident.archive().volume())) {
      wanted.put(volume, names(accident.replicasBefore(volume)));
    }
    return () -> {
      Map<String, Set<String>> now = new TreeMap<>();
      wanted.keySet().forEach(v -> now.put(v, names(longhorn.replicas(v))));
      return Observation.of(now.equals(wanted), "replicas name " + now);
    };
  }

  private static Set<String> names(List<ReplicaState> replicas) {
    return replicas.stream()
        .map(ReplicaState::dataDirectory)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The real step says no, and names the reason. */
  private static void refused(DrillRun run, String name, Restore restore, String reason) {
    String answer = "done without a word";
    try {
      restore.step(RestoreStep.APPLY_REPLICAS);
    } catch (RestoreRefused e) {
      answer = e.getMessage();
    }
    run.expect(name, answer, answer.contains(reason));
  }

  @Twin(value = "orphans-present", expect = VerdictKind.FAIL, culprit = "directory *")
  void aDirectoryDeletedForItsOrphanIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Sacrifices sacrifices = Sacrifices.of(lab, run);
    String volume = Sacrifices.BESIDE_ORPHANS;
    Set<String> names = sacrifices.directoryNames(volume);
    run.await(
        "Longhorn to list both orphans",
        () -> Observation.of(orphans(longhorn, names) == names.size(), "of " + names),
        LIMIT);
    Restore restore =
        Restore.of(
            lab.platform().kubernetes(), sacrifices.saved(volume), Managers.of(longhorn, LIMIT));
    refused(run, "refuses-beside-orphans", restore, "there are Orphans");
    run.inject(
        new Mistake(
            "applied-beside-orphans",
            volume,
            () -> restore.withoutPreconditions().step(RestoreStep.APPLY_REPLICAS),
            () ->
                Evidence.of(
                    names(longhorn.replicas(volume)).equals(names),
                    "replicas claim " + names(longhorn.replicas(volume)))));
    run.await(
        "Longhorn to look at its disks again",
        () -> Observation.of(orphans(longhorn, names) == 0, "orphans are left"),
        LIMIT);
    run.check("directories-kept", () -> sacrifices.directoriesKept(volume));
  }

  private static long orphans(Longhorn longhorn, Set<String> names) {
    return longhorn.orphans().stream().filter(o -> names.contains(o.dataDirectory())).count();
  }

  @Twin(value = "stale-owners", expect = VerdictKind.FAIL, culprit = "directory *")
  void aDirectoryDeletedForItsOwnerIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Sacrifices sacrifices = Sacrifices.of(lab, run);
    String volume = Sacrifices.WITH_OWNERS;
    Restore restore =
        Restore.of(
            lab.platform().kubernetes(), sacrifices.careless(volume), Managers.of(longhorn, LIMIT));
    refused(run, "refuses-stale-owners", restore, "owner references");
    run.inject(
        new Mistake(
            "applied-with-stale-owners",
            volume,
            () -> restore.withoutPreconditions().step(RestoreStep.APPLY_REPLICAS),
            () ->
                Evidence.of(
                    longhorn.replicas(volume).isEmpty(),
                    "created, and since then deleted again: no replica of it is left")));
    run.check("directories-kept", () -> sacrifices.directoriesKept(volume));
  }
}
