package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.saved.Managers;
import firedrill.component.longhorn.saved.Restore;
import firedrill.component.longhorn.saved.RestoreRefused;
import firedrill.component.longhorn.saved.RestoreStep;
import firedrill.component.longhorn.saved.SavedResources;
import firedrill.integrity.CheckReport;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Step;
import firedrill.sandbox.FileTree;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Longhorn's definitions are wiped under three volumes and a fourth; the saved resources of three
 * are put back whole, of the fourth only that of the volume itself.
 */
final class ResourcesPutBack {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private ResourcesPutBack() {}

  static void walk(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    KubernetesClient client = lab.platform().kubernetes();
    KnownVolume alone = alone(lab, run);
    Backups backups = new Backups(lab, run, "backups");
    backups.install();
    StorageAccident accident = new StorageAccident(lab, run).with(backups.claim());
    accident.prepare();
    alone.awaitAttached();
    alone.write(run.random("alone"), run.plan().size("blocks"), 8);
    accident.remember();
    run.prepare(
        "Longhorn's resources saved", () -> backups.save(SavedResources.capture(client).bytes()));
    Set<String> volumes = new TreeSet<>(accident.volumes());
    volumes.add(alone.name());
    Set<String> replicas = new TreeSet<>();
    volumes.forEach(v -> replicas.addAll(Restoring.names(longhorn.replicas(v))));
    SavedResources careless = SavedResources.captureCarelessly(client);
    // The file is of some earlier moment: since then a replica has failed that it calls good.
    accident.goOnWriting();
    accident.oneReplicaFallsBehind();
    accident.cutThePower();
    accident.powerOn();
    accident.managersGone();
    accident.loseTheDefinitions();
    List<FileTree> directories = accident.directories();
    Listing before = Listing.of(directories);
    List<FileTree> adopted = accident.directoriesInUse();
    Listing inUse = Listing.of(adopted);

    Path folder = run.directory().resolve("saved-resources");
    run.step(Step.of("fetch-saved-resources", Actor.HUMAN, () -> backups.fetch(folder)));
    Path file = folder.resolve(Backups.FILE);
    run.gate("saved-resources-fetched", Restoring.namesAll(file, volumes, replicas));
    Readopted.orphansUntouched(run, before.unchanged(directories));
    run.finding(
        "the saved resources lay on the Longhorn that was lost: they came out of an orphaned"
            + " replica directory of backups-rwx by hand; a copy off Longhorn would have spared"
            + " that");
    reinstallDefinitions(longhorn, run);
    Managers managers = Managers.notYet(longhorn, LIMIT);
    Restoring.refused(
        run,
        "refuses-stale-owners",
        Restoring.restore(lab, careless, managers),
        "owner references");
    SavedResources saved = SavedResources.read(file);
    Set<String> whole = Set.copyOf(accident.volumes());
    List<String> found = new ArrayList<>();
    Restore restore =
        Restoring.restore(lab, saved.only(whole), managers)
            .onFinding(
                text -> {
                  found.add(text);
                  run.observe("directory-inspected", text, text);
                });
    run.step(Restoring.restoreResources(() -> restore.run(untilVolumes())));
    volumeAlone(client, saved, alone.name(), managers);
    run.gate("resources-restored", Restoring.namesOldDirectories(longhorn, wanted(accident)));
    run.step(Restoring.startManagers(() -> useAgain(restore, accident, alone, backups)));
    run.gate("volumes-readopted", accident.healthy());
    Repairs.tell(run, client);
    accident.writeAgain();

    boolean blocks = Checks.run(run, accident.blocks().blocks());
    boolean files = Checks.run(run, accident.archive().files());
    boolean saving = Checks.run(run, backups.files());
    boolean place = run.check("data-not-copied", () -> inUse.sameFiles(adopted));
    staleOnesFailed(run, accident, found);
    Strays.awaitScan(lab, run, longhorn.replicas(accident.blocks().name()).get(0));
    Readopted.noOrphans(run, longhorn, whole);
    controls(lab, run, accident, blocks);
    claims(run, alone, blocks && files && saving && place);
  }

  private static void reinstallDefinitions(Longhorn longhorn, DrillRun run) throws Exception {
    run.step(
        Step.of(
            "reinstall-definitions",
            Actor.AGENT,
            () -> {
              longhorn.installation().installDefinitions();
              longhorn.installation().applySettings();
            }));
    run.gate("definitions-established", Restoring.noManagers(longhorn));
  }

  /** The managers are started, and whoever used the volumes before is there again. */
  private static void useAgain(
      Restore restore, StorageAccident accident, KnownVolume alone, Backups backups)
      throws Exception {
    restore.step(RestoreStep.START_MANAGERS);
    // Longhorn has taken them in then; before, there is no place for a ticket.
    accident.blocks().awaitDetached();
    accident.blocks().ask("pi2");
    alone.awaitDetached();
    alone.ask("pi3");
    accident.archive().claim().scale(1);
    backups.claim().scale(1);
  }

  private static void staleOnesFailed(
      DrillRun run, StorageAccident accident, List<String> findings) {
    Readopted.staleOnesFailed(
        run,
        accident.replicasBefore().stream()
            .filter(ReplicaState::hasFailed)
            .map(r -> r.dataDirectory() + " on " + r.node())
            .collect(Collectors.toCollection(TreeSet::new)),
        Set.of(accident.blocks().name(), accident.archive().claim().volume()),
        findings);
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
          volume.ask("pi2");
        });
    return volume;
  }

  private static void volumeAlone(
      KubernetesClient client, SavedResources saved, String volume, Managers managers)
      throws RestoreRefused {
    SavedResources of = saved.only(Set.of(volume));
    Restore.of(client, of.volumesAlone(), managers, look -> look.at(List.of()))
        .withoutPreconditions()
        .step(RestoreStep.APPLY_VOLUMES);
  }

  private static void claims(DrillRun run, KnownVolume alone, boolean whole) {
    alone.awaitAttached();
    CheckReport seen =
        Readopted.aloneIsEmpty(run, alone, "of one volume only the Volume resource was put back");
    run.claim(
        "volume-crs-backup-enough",
        ClaimOutcome.of(seen.ok()),
        "of one volume only the Volume resource was put back: "
            + alone.healthy().text()
            + (seen.ok() ? ", with its data" : ", and " + seen.culprit())
            + "; of three others Engines and Replicas too: data "
            + (whole ? "adopted in place, nothing copied" : "not as they were"));
    run.control(
        "volume-crs-backup-enough",
        ClaimOutcome.of(whole),
        "the same question of volumes whose Engines and Replicas were put back too: " + whole);
  }

  /** What a wiped and reinstalled Longhorn does is not so where its resources came back. */
  private static void controls(
      StorageLab lab, DrillRun run, StorageAccident accident, boolean blocksEqual)
      throws Exception {
    String volume = accident.blocks().name();
    NewDirectories found =
        NewDirectories.of(lab.longhorn(), accident.replicasBefore(volume), volume);
    String evidence = "with its resources put back, " + found;
    run.control("reinstall-new-ids", ClaimOutcome.of(found.others()), evidence);
    run.control("no-auto-adoption", ClaimOutcome.of(found.ignoresTheOld()), evidence);
    run.control("reinstall-empty-dirs", ClaimOutcome.of(found.isEmptyBesideTheOld()), evidence);
    run.control(
        "serves-empty-volume",
        ClaimOutcome.of(!blocksEqual && accident.healthy().check().ok()),
        volume + " put back whole is served, with its data: " + blocksEqual);
  }

  /** The directories that each volume's replicas had. */
  private static Map<String, Set<String>> wanted(StorageAccident accident) {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (String volume : accident.volumes()) {
      wanted.put(volume, Restoring.names(accident.replicasBefore(volume)));
    }
    return wanted;
  }

  private static List<RestoreStep> untilVolumes() {
    return RestoreStep.SAFE_ORDER.stream().filter(s -> s != RestoreStep.START_MANAGERS).toList();
  }
}
