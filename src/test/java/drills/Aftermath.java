package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.EngineState;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.OrphanState;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.replica.Blocks;
import firedrill.junit.DrillRun;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a Longhorn that was installed again makes of volumes whose names it is given. */
final class Aftermath {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String TICKET = "look";
  private static final int BUFFER = 1 << 20;

  private final Longhorn longhorn;
  private final DrillRun run;
  private final StorageAccident accident;

  Aftermath(Longhorn longhorn, DrillRun run, StorageAccident accident) {
    this.longhorn = longhorn;
    this.run = run;
    this.accident = accident;
  }

  /** Volumes of the same names and sizes are made, looked at, and detached again, blank. */
  void sameNamesComeBackEmpty() throws Exception {
    String blocks = accident.blocks().name();
    String archive = accident.archive().claim().volume();
    if (!nothingAdopted(longhorn, run)) {
      // Names that Longhorn knows already cannot be given: what it has taken up is the answer.
      if (longhorn.volume(blocks).isPresent()) {
        newDirectories(blocks, "Longhorn has taken up volumes by itself: " + longhorn.volumes());
      }
      return;
    }
    run.timed(
        "volumes of the same names",
        () -> {
          for (String volume : accident.volumes()) {
            longhorn.createVolume(volume, accident.size(volume), 3, accident.traits(volume));
          }
          for (String volume : accident.volumes()) {
            longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is made");
          }
          longhorn.attach(blocks, "pi2", TICKET);
          longhorn.attachForMaintenance(archive, "pi1", TICKET);
          for (String volume : List.of(blocks, archive)) {
            longhorn.awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " is attached");
          }
          return null;
        });
    newDirectories(
        blocks,
        "it has brought back no volume; those of the old names were made by this drill: "
            + accident.volumes());
    Observation empty = servedEmpty(longhorn, run, accident.blocks());
    run.claim("serves-empty-volume", ClaimOutcome.of(empty.ok()), empty.text());
    noDeviceInMaintenance(blocks, archive);
    run.timed(
        "detachment of the empty volumes",
        () -> {
          for (String volume : List.of(blocks, archive)) {
            longhorn.detach(volume, TICKET);
          }
          for (String volume : List.of(blocks, archive)) {
            longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is detached");
          }
          return null;
        });
  }

  static boolean nothingAdopted(Longhorn longhorn, DrillRun run) {
    return run.expect(
        "nothing-adopted",
        "volumes right after the installation: " + longhorn.volumes(),
        longhorn.volumes().isEmpty());
  }

  /**
   * @param whence where volumes come from after the installation, in words
   */
  private void newDirectories(String volume, String whence) {
    NewDirectories found = newDirectories(longhorn, run, accident.replicasBefore(volume), volume);
    run.claim("reinstall-new-ids", ClaimOutcome.of(found.others()), whence + "; " + found);
    run.claim("no-auto-adoption", ClaimOutcome.of(found.ignoresTheOld()), found.toString());
    run.claim(
        "reinstall-empty-dirs", ClaimOutcome.of(found.isEmptyBesideTheOld()), found.toString());
    namedAfter(volume);
  }

  /**
   * @param before the replicas of a volume of that name
   */
  static NewDirectories newDirectories(
      Longhorn longhorn, DrillRun run, List<ReplicaState> before, String volume) {
    NewDirectories found = NewDirectories.of(longhorn, before, volume);
    run.expect("new-directories", found.toString(), found.ignoresTheOld());
    return found;
  }

  /** Which resource knows the endings of the directories that lie on the nodes' disks. */
  private void namedAfter(String volume) {
    Set<String> old =
        accident.replicasBefore(volume).stream()
            .map(ReplicaState::dataDirectory)
            .collect(Collectors.toSet());
    Set<String> onDisk =
        accident.places().stream()
            .map(Place::name)
            .filter(name -> name.startsWith(volume + "-") && !old.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> engines = engines(longhorn, volume);
    run.claim(
        "replica-dir-name",
        ClaimOutcome.of(areNamedAfter(engines, onDisk, volume)),
        "on the nodes' disks " + onDisk + ", the volume's engine is " + engines);
  }

  /**
   * The same question of a volume whose directories somebody has had named after its engine.
   *
   * @param onDisk names of replica directories, of any volume
   */
  static void controlNamedAfter(
      Longhorn longhorn, DrillRun run, String volume, Set<String> onDisk) {
    Set<String> directories =
        onDisk.stream()
            .filter(name -> name.startsWith(volume + "-"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> engines = engines(longhorn, volume);
    run.control(
        "replica-dir-name",
        ClaimOutcome.of(areNamedAfter(engines, directories, volume)),
        "the same question of directories that somebody has had named after the engine: on the"
            + " nodes' disks "
            + directories
            + ", the volume's engine is "
            + engines);
  }

  static Set<String> engines(Longhorn longhorn, String volume) {
    return longhorn.engine(volume).stream()
        .map(EngineState::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean areNamedAfter(
      Set<String> resources, Set<String> directories, String volume) {
    return !directories.isEmpty()
        && directories.stream()
            .map(d -> d.substring(volume.length()))
            .allMatch(ending -> resources.stream().anyMatch(e -> e.endsWith(ending)));
  }

  /** Whether an attached volume is called healthy and reads as zeros from end to end. */
  static Observation servedEmpty(Longhorn longhorn, DrillRun run, KnownVolume volume)
      throws IOException {
    long read = 0;
    boolean zeros = true;
    try (BlockDevice device = volume.device()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      for (; read < device.size() && zeros; read += BUFFER) {
        device.read(read, buffer.clear());
        zeros = Blocks.isZero(buffer, 0, BUFFER);
      }
    }
    VolumeState state = longhorn.volume(volume.name()).orElseThrow();
    Observation served =
        Observation.of(
            state.isHealthy() && zeros,
            volume.name()
                + " is "
                + state.robustness()
                + ", "
                + read
                + " B read, all zeros: "
                + zeros);
    run.expect("served-empty", served.text(), served.ok());
    return served;
  }

  private void noDeviceInMaintenance(String withFrontend, String without) {
    String usual = endpoint(longhorn, withFrontend);
    String maintenance = endpoint(longhorn, without);
    run.claim(
        "method-d-maintenance-mode",
        ClaimOutcome.of(!maintenance.isEmpty()),
        "attached in maintenance mode the volume has "
            + (maintenance.isEmpty() ? "no device" : "the device " + maintenance)
            + "; with its frontend on "
            + (usual.isEmpty() ? "none either" : usual));
    run.control(
        "method-d-maintenance-mode",
        ClaimOutcome.of(!usual.isEmpty()),
        "the same question of a volume attached with its frontend on: " + usual);
    run.observe(
        "device-only-with-frontend",
        "with: " + usual + ", without: " + maintenance,
        maintenance.isEmpty() && !usual.isEmpty());
  }

  private static String endpoint(Longhorn longhorn, String volume) {
    return longhorn.engine(volume).map(EngineState::endpoint).orElse("");
  }

  /** Each replica directory of before is known to Longhorn as an orphan. */
  Condition orphansListed() {
    return orphansListed(
        longhorn,
        accident.replicasBefore().stream()
            .map(r -> r.node() + "/" + r.dataDirectory())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * @param wanted as {@code <node>/<directory>}
   */
  static Condition orphansListed(Longhorn longhorn, Set<String> wanted) {
    return () -> {
      Set<String> missing = new TreeSet<>(wanted);
      missing.removeAll(
          longhorn.orphans().stream().map(Aftermath::place).collect(Collectors.toSet()));
      return Observation.of(
          missing.isEmpty() && !wanted.isEmpty(),
          missing.isEmpty() ? "all of " + wanted : "not yet: " + missing);
    };
  }

  private static String place(OrphanState orphan) {
    return orphan.node() + "/" + orphan.dataDirectory();
  }
}
