package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.VolumeTraits;
import firedrill.fault.Crash;
import firedrill.fault.LonghornDefinitionsWiped;
import firedrill.fault.LonghornManagersGone;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two volumes that no pod mounts, with known blocks on three replicas each, and what happens to
 * them until Longhorn knows them no more: one machine dies while the writing goes on, then all do.
 * Machines crash, so that nothing that was written is lost.
 */
final class EngineAccident {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** As in {@link StorageAccident}: longer than the 10 s within which two times order nothing. */
  private static final Duration BEHIND = Duration.ofSeconds(12);

  private static final int REPLICAS = 3;

  private final StorageLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final List<KnownVolume> volumes = new ArrayList<>();
  private final Map<String, List<ReplicaState>> before = new TreeMap<>();
  private final Map<String, VolumeTraits> traits = new LinkedHashMap<>();

  EngineAccident(StorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    for (String name : List.of("crashed-blocks", "crashed-as-well")) {
      volumes.add(
          new KnownVolume(
              longhorn,
              name,
              run.plan().size("volume-mebibytes") * (1L << 20),
              REPLICAS,
              run.directory().resolve(name + ".img")));
    }
  }

  List<KnownVolume> volumes() {
    return volumes;
  }

  Set<String> names() {
    return volumes.stream().map(KnownVolume::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Both are written to, snapshotted, and written to again. */
  void prepare() throws Exception {
    run.prepare(
        "volumes with known content in several layers",
        () -> {
          volumes.forEach(KnownVolume::create);
          askForAll();
          for (KnownVolume volume : volumes) {
            volume.awaitAttached();
            write(volume, 1);
            longhorn.snapshot(volume.name(), "before-" + volume.name());
          }
          for (KnownVolume volume : volumes) {
            run.await(
                "a snapshot of " + volume.name(),
                () -> Observation.of(longhorn.hasSnapshot("before-" + volume.name()), "not ready"),
                LIMIT);
            write(volume, 2);
          }
        });
    run.steadyState(StorageAccident.HEALTHY, healthy());
  }

  private void write(KnownVolume volume, int part) throws IOException {
    volume.write(run.random(volume.name() + " " + part), run.plan().size("blocks"), 8);
  }

  /** Returns at once. */
  void askForAll() {
    volumes.forEach(volume -> volume.ask("pi2"));
  }

  /** Attached with all their replicas. */
  Condition healthy() {
    return () -> StorageAccident.healthy(longhorn, List.copyOf(names()), List.of());
  }

  /** pi3 dies while the writing goes on: its replicas are stale from then on. */
  void oneReplicaFallsBehind() throws Exception {
    Instant dead = Instant.now();
    run.inject(new Crash(lab.sandbox(), lab.sandbox().node("pi3")));
    run.await(
        "the volumes to be degraded, " + BEHIND.toSeconds() + " s after pi3's end",
        () -> {
          boolean degraded =
              names().stream()
                  .allMatch(v -> longhorn.volume(v).filter(VolumeState::isDegraded).isPresent());
          return Observation.of(
              degraded && Instant.now().isAfter(dead.plus(BEHIND)), "degraded: " + degraded);
        },
        LIMIT);
    for (KnownVolume volume : volumes) {
      write(volume, 3);
      before.put(volume.name(), longhorn.replicas(volume.name()));
      traits.put(volume.name(), longhorn.volume(volume.name()).orElseThrow().traits());
    }
  }

  /** All machines die and boot; then the managers go, and Longhorn's definitions. */
  void everythingIsForgotten() throws Exception {
    run.inject(Crash.ofAll(lab.sandbox()));
    PowerOn.all(run, lab.sandbox(), lab.platform().kubernetes(), LIMIT);
    run.inject(new LonghornManagersGone(longhorn));
    StorageAccident.changesRefused(longhorn, run, volumes.get(0).name());
    run.inject(
        new LonghornDefinitionsWiped(
            longhorn, () -> folders().places().stream().map(Object::toString).sorted().toList()));
  }

  ReplicaFolders folders() {
    return ReplicaFolders.of(lab.platform(), lab.sandbox());
  }

  /** What Longhorn said of the replicas last. */
  List<ReplicaState> replicas() {
    return before.values().stream().flatMap(List::stream).toList();
  }

  /** By volume, the names of the replica directories of before. */
  Map<String, Set<String>> directoryNames() {
    Map<String, Set<String>> names = new TreeMap<>();
    before.forEach((volume, replicas) -> names.put(volume, Restoring.names(replicas)));
    return names;
  }

  /** The same as Longhorn lists orphans, {@code <node>/<directory>}. */
  Set<String> places() {
    return replicas().stream()
        .map(r -> r.node() + "/" + r.dataDirectory())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those directories. */
  List<FileTree> directories() {
    return replicas().stream().map(longhorn::files).toList();
  }

  /** Those of replicas that were in their volumes at the end. */
  List<FileTree> directoriesInUse() {
    return replicas().stream().filter(r -> !r.hasFailed()).map(longhorn::files).toList();
  }

  /** Directories of those that had failed. */
  Set<String> stale() {
    return replicas().stream()
        .filter(ReplicaState::hasFailed)
        .map(ReplicaState::dataDirectory)
        .collect(Collectors.toSet());
  }

  /** What is to come back. */
  Map<String, VolumeRescue.Wanted> wanted() {
    Map<String, VolumeRescue.Wanted> wanted = new TreeMap<>();
    traits.forEach((volume, kind) -> wanted.put(volume, new VolumeRescue.Wanted(REPLICAS, kind)));
    return wanted;
  }

  /** A recovered volume is worth something only if it takes writes. */
  void writeAgain() {
    run.gate(
        StorageAccident.TAKE_WRITES,
        () -> {
          List<Observation> all = new ArrayList<>();
          for (KnownVolume volume : volumes) {
            all.add(volume.takesAWrite(run.random("after " + volume.name())));
          }
          return Observation.allOf(all.toArray(Observation[]::new));
        });
    run.wrote("a block to each of two recovered volumes");
  }

  /** Every block of both against what was written; all are asked. */
  boolean blocksAsWritten() {
    boolean all = true;
    for (KnownVolume volume : volumes) {
      all &= Checks.run(run, volume.blocks());
    }
    return all;
  }

  /** Where a file of this run lies. */
  Path file(String name) {
    return run.directory().resolve(name);
  }
}
