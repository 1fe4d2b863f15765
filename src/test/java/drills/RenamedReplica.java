package drills;

import drills.FlagCase.Loser;
import firedrill.component.longhorn.EngineState;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.replica.ExactCopy;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.component.longhorn.replica.VolumeMeta;
import firedrill.fault.Evidence;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A blank volume of two replicas, one of which an old directory has been renamed to. */
final class RenamedReplica {

  private static final String IN_USE = "RW";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final StorageLab lab;
  private final Longhorn longhorn;
  private final KnownVolume volume;
  private final ReplicaState old;
  private final ReplicaState empty;

  /**
   * A flag of both replicas' metadata, as it lay on the disks at one time.
   *
   * @param name of the flag
   */
  record Flags(String name, boolean old, boolean empty) {}

  private RenamedReplica(StorageLab lab, KnownVolume volume, ReplicaState old, ReplicaState empty) {
    this.lab = lab;
    this.longhorn = lab.longhorn();
    this.volume = volume;
    this.old = old;
    this.empty = empty;
  }

  /**
   * The donor's good directory gets the name of a replica of this detached volume.
   *
   * @param wish which of the two
   */
  static RenamedReplica of(
      StorageLab lab, DrillRun run, Donor donor, KnownVolume volume, Predicate<ReplicaState> wish)
      throws IOException {
    List<ReplicaState> both = lab.longhorn().replicas(volume.name());
    ReplicaState old = both.stream().filter(wish).findFirst().orElseThrow();
    ReplicaState empty =
        both.stream().filter(r -> !r.name().equals(old.name())).findFirst().orElseThrow();
    RenamedReplica renamed = new RenamedReplica(lab, volume, old, empty);
    renamed.rename(run, donor);
    return renamed;
  }

  private void rename(DrillRun run, Donor donor) throws IOException {
    FileTree folder = ReplicaFolders.of(lab.platform(), lab.sandbox()).folder(old.node());
    String orphan = volume.name() + "-0ddba115";
    Path exact = lab.directory().resolve(orphan);
    try (FolderView good = donor.good()) {
      ExactCopy.directory(good.path(), exact);
    }
    folder.copyIn(exact, orphan);
    FileTree renamed = longhorn.files(old);
    run.inject(
        new Mistake(
            "replica-renamed",
            renamed.name(),
            () -> {
              folder.delete(old.dataDirectory());
              folder.rename(orphan, old.dataDirectory());
            },
            () ->
                Evidence.of(
                    !snapshots(renamed).isEmpty(), "layers of before: " + snapshots(renamed))));
  }

  KnownVolume volume() {
    return volume;
  }

  /** Where the old directory lies. */
  String node() {
    return old.node();
  }

  /** Where the empty one lies. */
  String emptyNode() {
    return empty.node();
  }

  /** Reads a flag of both from their disks; the volume may be in use. */
  Flags flags(String name) throws IOException {
    return new Flags(name, flag(old, name), flag(empty, name));
  }

  private boolean flag(ReplicaState replica, String name) throws IOException {
    return meta(replica).contains(text(name, true));
  }

  private String meta(ReplicaState replica) throws IOException {
    return new String(longhorn.files(replica).read(VolumeMeta.FILE), StandardCharsets.UTF_8);
  }

  /** Sets a flag of both on their disks; the volume is detached. */
  void set(Flags wanted) throws IOException {
    set(old, wanted.name(), wanted.old());
    set(empty, wanted.name(), wanted.empty());
  }

  private void set(ReplicaState replica, String name, boolean value) throws IOException {
    String before = meta(replica);
    String after = before.replace(text(name, !value), text(name, value));
    // What is shorter by a character ends with a space, which JSON does not mind.
    String padded = after.length() < before.length() ? after + " " : after;
    longhorn.files(replica).write(VolumeMeta.FILE, 0, padded.getBytes(StandardCharsets.UTF_8));
    if (flag(replica, name) != value) {
      throw new IOException("cannot set " + name + " in " + before);
    }
  }

  private static String text(String name, boolean value) {
    return "\"" + name + "\":" + value;
  }

  /**
   * Which one the engine took in when it was started with both.
   *
   * @param before what their flags were then
   */
  FlagCase whenAttached(DrillRun run, Flags before) {
    run.await(
        "the engine of " + volume.name() + " to say which replicas it uses",
        () -> {
          Map<String, String> modes = modes();
          boolean attached =
              longhorn.volume(volume.name()).filter(VolumeState::isAttached).isPresent();
          // One that the engine does not name has been given up only where the volume is degraded.
          boolean whole =
              modes.size() == 2
                  || longhorn.volume(volume.name()).filter(VolumeState::isDegraded).isPresent();
          return Observation.of(attached && whole && modes.containsValue(IN_USE), modes.toString());
        },
        LIMIT);
    Map<String, String> modes = modes();
    boolean usesOld = IN_USE.equals(modes.get(old.name()));
    boolean usesEmpty = IN_USE.equals(modes.get(empty.name()));
    return new FlagCase(
        volume.name() + " attached",
        before.name(),
        before.old(),
        before.empty(),
        usesOld && usesEmpty ? Loser.NEITHER : usesOld ? Loser.EMPTY : Loser.OLD);
  }

  private Map<String, String> modes() {
    return longhorn.engine(volume.name()).map(EngineState::replicaModes).orElse(Map.of());
  }

  /** Whether the old directory no longer has the layers that it came with. */
  boolean isRebuiltOver() throws IOException {
    FileTree files = longhorn.files(old);
    // A failed replica is either rebuilt over or, once stale, removed (staleReplicaTimeout).
    return !files.exists("") || snapshots(files).stream().noneMatch(s -> s.contains("before"));
  }

  private static List<String> snapshots(FileTree directory) throws IOException {
    return directory.list("").stream().map(FileEntry::name).filter(LayerNames::isSnapshot).toList();
  }
}
