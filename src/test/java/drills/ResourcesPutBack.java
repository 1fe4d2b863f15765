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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Longhorn's definitions are wiped under four volumes, one of them in the middle of its writes, and
 * a fifth; the saved resources of four are put back whole, of the fifth only that of the volume
 * itself.
 */
final class ResourcesPutBack {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final StorageLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final KubernetesClient client;
  private final KnownVolume alone;
  private final Backups backups;
  private final StorageAccident accident;
  private final BusyVolume busy;
  private final Set<String> savedVolumes = new TreeSet<>();
  private final Set<String> savedReplicas = new TreeSet<>();
  private final List<String> found = new ArrayList<>();
  private Optional<String> chosenByHand = Optional.empty();

  private ResourcesPutBack(StorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.client = lab.platform().kubernetes();
    this.alone =
        new KnownVolume(
            longhorn,
            "volume-alone",
            run.plan().size("volume-mebibytes") * (1L << 20),
            2,
            run.directory().resolve("volume-alone.img"));
    this.backups = new Backups(lab, run, "backups");
    this.busy = BusyVolume.cutAtAMomentOfTheSeed(lab, run);
    this.accident = new StorageAccident(lab, run);
  }

  /** The whole scenario. */
  static void walk(StorageLab lab, DrillRun run) throws Exception {
    new ResourcesPutBack(lab, run).walk();
  }

  private void walk() throws Exception {
    SavedResources careless = saveThenLose();
    List<FileTree> directories = accident.directories();
    Listing before = Listing.of(directories);
    List<FileTree> adopted = accident.directoriesInUse();
    Listing inUse = Listing.of(adopted);

    SavedResources saved = fetch(before, directories);
    Restoring.reinstallDefinitions(run, longhorn);
    putBack(saved, careless);
    Repairs.tell(run, client);
    busy.measure();
    busy.checkOlder();
    accident.writeAgain();

    boolean blocks = Checks.run(run, accident.blocks().blocks());
    boolean files = Checks.run(run, accident.archive().files());
    boolean saving = Checks.run(run, backups.files());
    boolean place = run.check("data-not-copied", () -> inUse.sameFiles(adopted));
    staleOnesFailed();
    Strays.awaitScan(lab, run, longhorn.replicas(accident.blocks().name()).get(0));
    Readopted.noOrphans(run, longhorn, byRule());
    controls(blocks);
    claims(blocks && files && saving && place);
  }

  /**
   * Saved at some moment; then the writing goes on, a replica fails, one volume is in the middle of
   * its writes when the power goes, and Longhorn forgets all.
   *
   * @return what a careless saving would have brought
   */
  private SavedResources saveThenLose() throws Exception {
    prepareAlone();
    backups.install();
    accident.with(backups.claim()).with(busy);
    accident.prepare();
    alone.awaitAttached();
    alone.write(run.random("alone"), run.plan().size("blocks"), 8);
    accident.remember();
    run.prepare(
        "Longhorn's resources saved", () -> backups.save(SavedResources.capture(client).bytes()));
    savedVolumes.addAll(accident.volumes());
    savedVolumes.add(alone.name());
    savedVolumes.forEach(v -> savedReplicas.addAll(Restoring.names(longhorn.replicas(v))));
    SavedResources careless = SavedResources.captureCarelessly(client);
    // The file is of some earlier moment: since then a replica has failed that it calls good.
    accident.goOnWriting();
    accident.oneReplicaFallsBehind();
    accident.cutThePower();
    accident.powerOn();
    accident.managersGone();
    accident.loseTheDefinitions();
    return careless;
  }

  private SavedResources fetch(Listing before, List<FileTree> directories) throws Exception {
    Path folder = run.directory().resolve("saved-resources");
    run.step(Step.of("fetch-saved-resources", Actor.HUMAN, () -> backups.fetch(folder)));
    Path file = folder.resolve(Backups.FILE);
    run.gate("saved-resources-fetched", Restoring.namesAll(file, savedVolumes, savedReplicas));
    Readopted.orphansUntouched(run, before.unchanged(directories));
    run.finding(
        "the saved resources lay on the Longhorn that was lost: they came out of an orphaned"
            + " replica directory of backups-rwx by hand; a copy off Longhorn would have spared"
            + " that");
    return SavedResources.read(file);
  }

  private void putBack(SavedResources saved, SavedResources careless) throws Exception {
    Managers managers = Managers.notYet(longhorn, LIMIT);
    Restoring.refused(
        run,
        "refuses-stale-owners",
        Restoring.restore(lab, careless, managers),
        "owner references");
    Restore restore =
        Restoring.restore(lab, saved.only(Set.copyOf(accident.volumes())), managers)
            .onFinding(
                text -> {
                  found.add(text);
                  run.observe("directory-inspected", text, text);
                });
    run.step(Restoring.restoreResources(() -> untilVolumes(restore)));
    volumeAlone(saved, managers);
    run.gate("resources-restored", Restoring.namesOldDirectories(longhorn, wanted()));
    run.step(Restoring.startManagers(() -> useAgain(restore)));
    run.gate("volumes-readopted", accident.healthy());
  }

  /**
   * Whatever the rules can decide; of the volume in the middle of its writes they may not: its
   * copies can differ in what was never acknowledged, and no clock tells which is later.
   */
  private void untilVolumes(Restore restore) throws RestoreRefused, IOException {
    List<RestoreStep> steps =
        RestoreStep.SAFE_ORDER.stream().filter(s -> s != RestoreStep.START_MANAGERS).toList();
    // Once the managers run, one that was left out may be rebuilt from another.
    busy.look(inUse(accident.replicasBefore(busy.name())));
    try {
      restore.run(steps);
    } catch (RestoreRefused open) {
      if (!restore.leftOut().keySet().equals(Set.of(busy.name()))) {
        throw open;
      }
      List<BusyVolume.Copy> copies = busy.copies(inUse(accident.replicasBefore(busy.name())));
      HumanChoice choice = busy.choice(copies);
      String directory = choice.taken();
      chosenByHand = Optional.of(directory);
      run.finding(
          "%s was in the middle of its writes, and the restore left it out: %s; %s; the copies that were in use: %s"
              .formatted(busy.name(), open.getMessage(), choice.why(), copies));
      restore.choose(busy.name(), directory).run(steps);
    }
  }

  private static List<ReplicaState> inUse(List<ReplicaState> replicas) {
    return replicas.stream().filter(r -> !r.hasFailed()).toList();
  }

  /** Volumes of which no directory was left out by a human's choice. */
  private Set<String> byRule() {
    Set<String> volumes = new TreeSet<>(accident.volumes());
    chosenByHand.ifPresent(directory -> volumes.remove(busy.name()));
    return volumes;
  }

  /** The managers are started, and whoever used the volumes before is there again. */
  private void useAgain(Restore restore) throws Exception {
    restore.step(RestoreStep.START_MANAGERS);
    // Longhorn has taken them in then; before, there is no place for a ticket.
    accident.blocks().awaitDetached();
    accident.blocks().ask("pi2");
    busy.useAgain();
    alone.awaitDetached();
    alone.ask("pi3");
    accident.archive().claim().scale(1);
    backups.claim().scale(1);
  }

  private void staleOnesFailed() {
    Readopted.staleOnesFailed(
        run,
        accident.replicasBefore().stream()
            .filter(ReplicaState::hasFailed)
            .map(r -> r.dataDirectory() + " on " + r.node())
            .collect(Collectors.toCollection(TreeSet::new)),
        Set.of(accident.blocks().name(), accident.archive().claim().volume()),
        found);
  }

  /** A further volume, of which only the Volume resource will be put back. */
  private void prepareAlone() throws Exception {
    run.prepare(
        "a volume whose Volume resource alone will come back",
        () -> {
          alone.create();
          alone.ask("pi2");
        });
  }

  private void volumeAlone(SavedResources saved, Managers managers) throws RestoreRefused {
    SavedResources of = saved.only(Set.of(alone.name()));
    Restore.of(client, of.volumesAlone(), managers, look -> look.at(List.of()))
        .withoutPreconditions()
        .step(RestoreStep.APPLY_VOLUMES);
  }

  private void claims(boolean whole) {
    alone.awaitAttached();
    CheckReport seen =
        Readopted.aloneIsEmpty(run, alone, "of one volume only the Volume resource was put back");
    run.claim(
        "volume-crs-backup-enough",
        ClaimOutcome.of(seen.ok()),
        "of one volume only the Volume resource was put back: "
            + alone.healthy().text()
            + (seen.ok() ? ", with its data" : ", and " + seen.culprit())
            + "; of the others Engines and Replicas too: data "
            + (whole ? "adopted in place, nothing copied" : "not as they were"));
    run.control(
        "volume-crs-backup-enough",
        ClaimOutcome.of(whole),
        "the same question of volumes whose Engines and Replicas were put back too: " + whole);
  }

  /** What a wiped and reinstalled Longhorn does is not so where its resources came back. */
  private void controls(boolean blocksEqual) throws Exception {
    String volume = accident.blocks().name();
    NewDirectories found = NewDirectories.of(longhorn, accident.replicasBefore(volume), volume);
    String evidence = "with its resources put back, " + found;
    run.control("reinstall-new-ids", ClaimOutcome.of(found.others()), evidence);
    run.control("no-auto-adoption", ClaimOutcome.of(found.ignoresTheOld()), evidence);
    run.control("reinstall-empty-dirs", ClaimOutcome.of(found.isEmptyBesideTheOld()), evidence);
    run.control(
        "serves-empty-volume",
        ClaimOutcome.of(!blocksEqual && accident.healthy().check().ok()),
        volume + " put back whole is served, with its data: " + blocksEqual);
  }

  /**
   * The directories that each volume's replicas had; where a human chose, without those that were
   * found to hold something else.
   */
  private Map<String, Set<String>> wanted() {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (String volume : accident.volumes()) {
      wanted.put(volume, Restoring.names(accident.replicasBefore(volume)));
    }
    chosenByHand.ifPresent(
        directory ->
            wanted
                .get(busy.name())
                .removeIf(other -> !other.equals(directory) && isFoundToDiffer(other)));
    return wanted;
  }

  private boolean isFoundToDiffer(String directory) {
    return found.stream()
        .anyMatch(
            text ->
                text.startsWith(directory + " on ")
                    && text.contains("does not hold what was chosen by hand"));
  }
}
