package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaFolders.Place;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a crash left of a volume: a good and a stale replica directory, out of Longhorn's sight; and
 * blank volumes into which somebody may try to bring it back. One for all scenarios of a lab, for
 * attaching costs 10 s.
 */
final class Donor {

  private static final Map<Path, Donor> ALL = new ConcurrentHashMap<>();
  private static final String NAME = "donor";
  private static final String STALE_ON = "pi3";

  private static final List<String> THREE = List.of("rename-1", "rename-2", "rename-3");

  /** Attached once, so that their replicas have directories. */
  private static final List<String> RENAMED =
      Stream.of(THREE, List.of("renamed-replica", "renamed-then-crash"))
          .flatMap(List::stream)
          .toList();

  private static final String[] COPIED = {"plain-copy", "stale-replica", "careless"};
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final StorageLab lab;
  private final Longhorn longhorn;
  private final Path image;
  private final KnownVolume volume;
  private final Map<String, KnownVolume> blank = new LinkedHashMap<>();
  private final KnownVolume spared;
  private final KnownVolume neverDegraded;
  private Kept good;
  private Kept stale;

  /**
   * Out of Longhorn's sight.
   *
   * @param scratch for a copy, where the sandbox cannot show the directory itself
   */
  private record Kept(Place place, FileTree files, Path scratch) {
    FolderView view() throws IOException {
      return files.view(scratch);
    }
  }

  private Donor(StorageLab lab, DrillRun run) throws IOException {
    this.lab = lab;
    this.longhorn = lab.longhorn();
    long bytes = run.plan().size("volume-mebibytes") * (1L << 20);
    this.image = lab.directory().resolve("donor.img");
    this.volume = new KnownVolume(longhorn, NAME, bytes, 3, image);
    for (String name : RENAMED) {
      blank.put(name, new KnownVolume(longhorn, name, bytes, 2, image));
    }
    this.spared =
        new KnownVolume(longhorn, "spared", bytes, 2, lab.directory().resolve("spared.img"));
    this.neverDegraded =
        new KnownVolume(
            longhorn, "never-degraded", bytes, 2, lab.directory().resolve("never-degraded.img"));
    for (String name : COPIED) {
      blank.put(name, new KnownVolume(longhorn, name, bytes, 2, image));
    }
  }

  /** Made by the first who asks. */
  static Donor of(StorageLab lab, DrillRun run) throws Exception {
    Donor known = ALL.get(lab.directory());
    if (known == null) {
      known = new Donor(lab, run);
      known.prepare(run);
      ALL.put(lab.directory(), known);
    }
    return known;
  }

  /**
   * A detached volume of the donor's size without data; what it should hold is what the donor did.
   */
  KnownVolume blank(String name) {
    return blank.get(name);
  }

  /** Three of them whose replicas have directories. */
  List<KnownVolume> toRename() {
    return THREE.stream().map(blank::get).toList();
  }

  /** A detached volume with content of its own, to which nobody does anything. */
  KnownVolume spared() {
    return spared;
  }

  /**
   * The same, for one crash alone: a volume that has been degraded since may have a replica that
   * failed then, and a crash in which that one's node is back first brings it back, old as it is.
   */
  KnownVolume neverDegraded() {
    return neverDegraded;
  }

  /** A replica that took part until the end, for as long as somebody reads it here. */
  FolderView good() throws IOException {
    return good.view();
  }

  /** One that had failed before the last writes, likewise. */
  FolderView stale() throws IOException {
    return stale.view();
  }

  /** What it held when everything ended. */
  Path known() {
    return image;
  }

  /** The name of the stale one's directory. */
  String staleDirectory() {
    return stale.place().name();
  }

  /**
   * The stale one as the choice of a replica sees it.
   *
   * @param view while it can be read here
   */
  Orphan staleOrphan(FolderView view) {
    // Out of Longhorn's sight it may lie under another name.
    return new Orphan(NAME, STALE_ON, view.path());
  }

  /**
   * What Method D comes back from when it is shown no other directory, nothing saved helps it, and
   * a human takes what there is where it does not decide.
   */
  Candidate chosenAlone(Orphan only) throws IOException {
    Candidates candidates = Candidates.of(NAME, List.of(only), List.of(), OptionalLong.empty());
    Decision decision = candidates.decide();
    return decision.chosen().isPresent()
        ? decision.require()
        : candidates.choose(only.directory().toString()).require();
  }

  /** In words. */
  String staleName() {
    return stale.files().name();
  }

  /** Both, where they lie. */
  List<FileTree> kept() {
    return List.of(good.files(), stale.files());
  }

  /** Where Longhorn would look for them, as {@code <node>/<directory>}. */
  Set<String> places() {
    return Set.of(good.place().toString(), stale.place().toString());
  }

  static Chain chain(FolderView directory) throws IOException {
    return ReplicaDirectory.at(directory.path()).chain();
  }

  private void prepare(DrillRun run) throws Exception {
    run.prepare(
        "a volume to be lost",
        () -> {
          volume.create();
          volume.ask("pi1");
          for (KnownVolume left : List.of(spared, neverDegraded)) {
            left.create();
            left.ask("pi1");
          }
          volume.awaitAttached();
          for (KnownVolume left : List.of(spared, neverDegraded)) {
            left.awaitAttached();
            left.write(run.random(left.name()), run.plan().size("blocks"), 8);
            left.release();
          }
          volume.write(run.random("donor 1"), run.plan().size("blocks"), 8);
          longhorn.snapshot(NAME, "before");
          run.await(
              "its snapshot",
              () -> Observation.of(longhorn.hasSnapshot("before"), "not ready"),
              LIMIT);
          volume.write(run.random("donor 2"), run.plan().size("blocks"), 8);
        });
    run.prepare("its end", () -> end(run));
    // Later than the donor's end, as after a reinstallation: which one is newer decides a salvage.
    run.prepare(
        "blank volumes",
        () -> {
          List<KnownVolume> once = RENAMED.stream().map(blank::get).toList();
          blank.values().forEach(KnownVolume::create);
          once.forEach(v -> v.ask("pi1"));
          once.forEach(KnownVolume::awaitAttached);
          once.forEach(KnownVolume::release);
          once.forEach(KnownVolume::awaitDetached);
        });
  }

  /** One replica fails, the writing goes on, and then everything ends at once. */
  private void end(DrillRun run) throws Exception {
    InstanceManagers managers = new InstanceManagers(lab, run);
    managers.kill(STALE_ON);
    longhorn.awaitState(NAME, VolumeState::isDegraded, LIMIT, NAME + " is degraded");
    volume.write(run.random("donor 3"), run.plan().size("blocks"), 8);
    managers.killAll();
    // Away from Longhorn at once: in some seconds it would salvage the volume.
    stale = takeAway(run, STALE_ON);
    good = takeAway(run, "pi2");
    longhorn.delete(NAME);
    managers.awaitAll();
  }

  private Kept takeAway(DrillRun run, String node) throws IOException {
    ReplicaState replica =
        longhorn.replicas(NAME).stream()
            .filter(r -> r.node().equals(node))
            .findFirst()
            .orElseThrow();
    Path scratch = lab.directory().resolve("donor-on-" + node);
    run.await(
        "the replica on " + node + " to have ended",
        () -> {
          try (FolderView view = longhorn.files(replica).view(scratch)) {
            return Observation.yes("closed, layers: " + chain(view).layers().size());
          }
        },
        LIMIT);
    Place place = new Place(node, replica.dataDirectory());
    FileTree files = ReplicaFolders.of(lab.platform(), lab.sandbox()).takeAway(place);
    return new Kept(place, files, scratch);
  }
}
