package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.fault.Evidence;
import firedrill.fault.LonghornDefinitionsWiped;
import firedrill.fault.LonghornManagersGone;
import firedrill.fault.PowerCut;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Volumes with known content, blocks in one and files in the other, on three replicas each, and
 * what happens to them, and to volumes that others add, until Longhorn knows them no more.
 */
final class StorageAccident {

  /** The gate that every recovered volume must pass. */
  static final String TAKE_WRITES = "volumes-take-writes";

  /** What is steady before, and asked again at the end. */
  static final String HEALTHY = "volumes-healthy";

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /**
   * Longer than the 10 s within which the times of two replicas order nothing: those of the
   * engine's salvage, and the journal's.
   */
  private static final Duration BEHIND = Duration.ofSeconds(12);

  /** Longer than the 5 s in which ext4 commits its journal by itself (ext4(5), {@code commit=}). */
  private static final Duration COMMITTED = Duration.ofSeconds(8);

  private final StorageLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final KnownVolume blocks;
  private final Archive archive;
  private final List<MountedClaim> claims = new ArrayList<>();
  private final Map<String, List<ReplicaState>> before = new TreeMap<>();
  private final Map<String, Long> sizes = new TreeMap<>();
  private final Map<String, VolumeTraits> traits = new TreeMap<>();
  private Optional<BusyVolume> busy = Optional.empty();

  StorageAccident(StorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.blocks =
        new KnownVolume(
            longhorn,
            "blocks",
            run.plan().size("volume-mebibytes") * (1L << 20),
            3,
            run.directory().resolve("blocks.img"));
    this.archive = new Archive(lab, run);
    claims.add(archive.claim());
  }

  KnownVolume blocks() {
    return blocks;
  }

  Archive archive() {
    return archive;
  }

  /** The volume of this claim shares the fate of the two; what it holds is the caller's concern. */
  StorageAccident with(MountedClaim claim) {
    claims.add(claim);
    return this;
  }

  /** A further volume is written to when the power goes; what it has lost is measured. */
  StorageAccident with(BusyVolume written) {
    busy = Optional.of(written);
    return this;
  }

  /** Names of the volumes that it happens to. */
  List<String> volumes() {
    return Stream.of(
            Stream.of(blocks.name()),
            claims.stream().map(MountedClaim::volume),
            busy.stream().map(BusyVolume::name))
        .flatMap(volumes -> volumes)
        .toList();
  }

  /** Both are written to, snapshotted, and written to again. */
  void prepare() throws Exception {
    run.prepare(
        "volumes",
        () -> {
          archive.install();
          blocks.create();
          if (busy.isPresent()) {
            busy.get().create();
          }
          blocks.attach("pi2");
          run.await(
              "the claims to be mounted",
              () -> Observation.of(unmounted().isEmpty(), "not mounted: " + unmounted()),
              LIMIT);
        });
    run.prepare(
        "known content in several layers",
        () -> {
          write(1, 1);
          if (busy.isPresent()) {
            busy.get().settle();
          }
          for (String volume : List.of(blocks.name(), archive.claim().volume())) {
            longhorn.snapshot(volume, "before-" + volume);
            run.await(
                "a snapshot of " + volume,
                () -> Observation.of(longhorn.hasSnapshot("before-" + volume), "not ready"),
                LIMIT);
          }
          snapshotsAreLayers();
          write(2, 2 * files() / 3);
        });
    run.steadyState(HEALTHY, healthy());
  }

  private void snapshotsAreLayers() throws IOException {
    int there = 0;
    int wanted = 0;
    for (String volume : List.of(blocks.name(), archive.claim().volume())) {
      for (ReplicaState replica : longhorn.replicas(volume)) {
        wanted++;
        there += longhorn.files(replica).exists("volume-snap-before-" + volume + ".img") ? 1 : 0;
      }
    }
    run.observe(
        "snapshots-are-layers",
        "two volumes at rest, one snapshot each: a layer of that name in "
            + there
            + " of "
            + wanted
            + " replica directories",
        there);
  }

  /** Some files and blocks are new, some are written again. */
  private void write(int part, int first) throws IOException {
    archive.write(part, first, first + files() - 1);
    blocks.write(run.random("blocks " + part), run.plan().size("blocks"), 8);
  }

  /** A recovered volume is worth something only if it takes writes; checks read them too. */
  void writeAgain() {
    Condition files = archive.writing(9, 1, 5);
    run.gate(
        TAKE_WRITES,
        () -> {
          Observation written = files.check();
          if (!written.ok()) {
            return written;
          }
          blocks.write(run.random("blocks after"), run.plan().size("blocks"), 8);
          Observation blocksToo =
              Observation.yes(run.plan().size("blocks") + " blocks to " + blocks.name());
          return busy.isPresent()
              ? Observation.allOf(written, blocksToo, busy.get().takesAWrite())
              : Observation.allOf(written, blocksToo);
        });
    run.wrote("blocks to two recovered volumes, files to another");
  }

  /**
   * A twin's: a volume that Longhorn calls healthy, and that takes no write, for it is attached
   * without its frontend.
   */
  static void takesNoWrites(StorageLab lab, DrillRun run) throws Exception {
    KnownVolume volume =
        new KnownVolume(
            lab.longhorn(),
            "in-maintenance",
            run.plan().size("volume-mebibytes") * (1L << 20),
            2,
            run.directory().resolve("in-maintenance.img"));
    run.prepare("a volume that may be lost", volume::create);
    run.inject(
        new Mistake(
            "left-in-maintenance",
            volume.name(),
            () -> volume.attachForMaintenance("pi1"),
            () -> Evidence.of(volume.healthy().ok(), volume.healthy().text())));
    Planted.gate(
        run,
        TAKE_WRITES,
        () -> volume.takesAWrite(run.random("refused")),
        "nobody attaches it with its frontend",
        Duration.ofSeconds(10));
    volume.release();
    volume.awaitDetached();
  }

  private int files() {
    return run.plan().size("files");
  }

  /** The volumes are attached with all their replicas, and those of claims are mounted. */
  Condition healthy() {
    return () -> healthy(longhorn, volumes(), unmounted());
  }

  /** A twin's: a volume that is attached when the run begins, and healthy. */
  static void steady(StorageLab lab, DrillRun run, KnownVolume volume) throws Exception {
    run.prepare("a volume in use", () -> volume.attach("pi1"));
    run.steadyState(HEALTHY, () -> healthy(lab.longhorn(), List.of(volume.name()), List.of()));
  }

  /** A twin's: somebody lets go of it and forgets it. */
  static void leftDetached(DrillRun run, KnownVolume volume) throws Exception {
    run.inject(
        new Mistake(
            "left-detached",
            volume.name(),
            () -> {
              volume.release();
              volume.awaitDetached();
            },
            () -> Evidence.of(!volume.healthy().ok(), volume.healthy().text())));
  }

  static Observation healthy(Longhorn longhorn, List<String> volumes, List<String> unmounted) {
    List<String> not =
        volumes.stream()
            .filter(v -> longhorn.volume(v).filter(VolumeState::isHealthy).isEmpty())
            .toList();
    return Observation.of(
        not.isEmpty() && unmounted.isEmpty(),
        "not healthy: " + not + "; not mounted: " + unmounted);
  }

  private List<String> unmounted() {
    return claims.stream().filter(c -> !c.isMounted()).map(MountedClaim::name).toList();
  }

  /** The writing goes on for a while that the seed decides: what was saved before is older then. */
  void goOnWriting() throws IOException {
    int rounds = 1 + run.random("rounds").nextInt(4);
    for (int round = 0; round < rounds; round++) {
      blocks.write(run.random("blocks, round " + round), run.plan().size("blocks") / 4, 8);
    }
    run.observe("resources-grow-old", rounds + " rounds of writing since they were saved", rounds);
  }

  /** pi3 loses power while the writing goes on: its replicas are stale from then on. */
  void oneReplicaFallsBehind() throws Exception {
    Instant dead = Instant.now();
    run.inject(new PowerCut(lab.sandbox(), lab.sandbox().node("pi3")));
    run.await(
        "the volumes to be degraded, " + BEHIND.toSeconds() + " s after pi3's end",
        () -> {
          boolean degraded =
              volumes().stream()
                  .allMatch(v -> longhorn.volume(v).filter(VolumeState::isDegraded).isPresent());
          return Observation.of(
              degraded && Instant.now().isAfter(dead.plus(BEHIND)), "degraded: " + degraded);
        },
        LIMIT);
    write(3, 4 * files() / 3);
    remember();
  }

  /** What Longhorn says of the volumes now, for comparison. */
  void remember() {
    for (String volume : volumes()) {
      before.put(volume, longhorn.replicas(volume));
      VolumeState state = longhorn.volume(volume).orElseThrow();
      sizes.put(volume, state.sizeBytes());
      traits.put(volume, state.traits());
    }
  }

  /**
   * Of volumes at rest nothing is on its way any more, and the nodes' journals are committed: what
   * two replicas hold then is the same, and outlives the cut. One that is busy is in the middle of
   * its writes.
   */
  void cutThePower() throws Exception {
    run.await(
        "nothing to have been written for " + COMMITTED.toSeconds() + " s",
        () -> {
          Instant last = lastWrite();
          return Observation.of(Instant.now().isAfter(last.plus(COMMITTED)), "last at " + last);
        },
        Duration.ofSeconds(30));
    PowerCut cut = PowerCut.ofAll(lab.sandbox());
    if (busy.isPresent()) {
      busy.get().writeUntil(cut);
    } else {
      run.inject(cut);
    }
  }

  private Instant lastWrite() throws IOException {
    Instant last = Instant.EPOCH;
    for (FileTree directory : directories()) {
      for (FileEntry file : directory.list("")) {
        boolean later = file.name().endsWith(".img") && file.modified().isAfter(last);
        last = later ? file.modified() : last;
      }
    }
    return last;
  }

  /** Replica directories of before. */
  List<FileTree> directories() {
    return replicasBefore().stream().map(longhorn::files).toList();
  }

  /** Those of replicas that were in their volumes when the accident came. */
  List<FileTree> directoriesInUse() {
    return replicasBefore().stream().filter(r -> !r.hasFailed()).map(longhorn::files).toList();
  }

  /** What Longhorn said of all volumes' replicas before the accident. */
  List<ReplicaState> replicasBefore() {
    return before.values().stream().flatMap(List::stream).toList();
  }

  /** Bytes of a volume of before. */
  long size(String volume) {
    return sizes.get(volume);
  }

  /** What kind of volume it was before. */
  VolumeTraits traits(String volume) {
    return traits.get(volume);
  }

  /** What Longhorn said of a volume's replicas before the accident. */
  List<ReplicaState> replicasBefore(String volume) {
    return before.getOrDefault(volume, List.of());
  }

  /** The machines boot; the claims' pods are kept down, for they would format a blank volume. */
  void powerOn() throws Exception {
    PowerOn.all(run, lab.sandbox(), client(), LIMIT);
    claims.forEach(claim -> claim.scale(0));
  }

  /** The managers go, and with them the only ones who could accept a deletion. */
  void managersGone() {
    run.inject(new LonghornManagersGone(longhorn));
    changesRefused(longhorn, run, blocks.name());
  }

  /** Asked by changing a volume's resource: where that is accepted, it is changed. */
  static void changesRefused(Longhorn longhorn, DrillRun run, String volume) {
    String answer = "accepted";
    try {
      // A volume's deletion itself is accepted, and waits for a finalizer that nobody may take
      // away.
      longhorn.stripFinalizer(volume);
    } catch (KubernetesClientException e) {
      answer = Refusal.text(e);
    }
    run.expect("changes-refused", answer, answer.contains("failed calling webhook"));
  }

  void loseTheDefinitions() {
    run.inject(new LonghornDefinitionsWiped(longhorn, this::names));
    // Kubernetes would ask for the volumes again as soon as there are some of their names.
    LetGo.ofEveryVolume(run, client(), LIMIT);
  }

  /** Every replica directory on every node, whatever Longhorn knows of it. */
  List<Place> places() {
    return ReplicaFolders.of(lab.platform(), lab.sandbox()).places();
  }

  private List<String> names() {
    return places().stream().map(Place::toString).sorted().toList();
  }

  private KubernetesClient client() {
    return lab.platform().kubernetes();
  }
}
