package drills;

import drills.FlagCase.Loser;
import drills.RenamedReplica.Flags;
import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.fault.PowerCut;
import firedrill.integrity.CheckReport;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Old directories are renamed to what new volumes expect, with their Dirty flags as a crash leaves
 * them and the other way round; then all nodes crash, and come back in an order.
 */
final class NaiveRename {

  private static final String DIRTY = "Dirty";

  /** The control plane, on pi1, must be back before them. */
  private static final List<String> NOT_FIRST = List.of("pi2", "pi3");

  private static final Duration AGAIN = Duration.ofMinutes(3);

  private NaiveRename() {}

  static void walk(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    Listing before = Listing.of(donor.kept());
    List<KnownVolume> blank = donor.toRename();
    String late = late(lab.longhorn(), blank);
    List<KnownVolume> there = blank.stream().filter(v -> liesOn(lab.longhorn(), v, late)).toList();
    KnownVolume left =
        blank.stream().filter(v -> !there.subList(0, 2).contains(v)).findFirst().orElseThrow();
    RenamedReplica dirty =
        RenamedReplica.of(lab, run, donor, there.get(0), r -> r.node().equals(late));
    RenamedReplica clean =
        RenamedReplica.of(lab, run, donor, there.get(1), r -> !r.node().equals(late));
    clean.set(new Flags(DIRTY, false, true));
    RenamedReplica rebuilding = RenamedReplica.of(lab, run, donor, left, r -> true);
    rebuilding.set(new Flags("Rebuilding", true, false));
    Flags dirtyThen = dirty.flags(DIRTY);
    Flags cleanThen = clean.flags(DIRTY);
    Flags rebuildingThen = rebuilding.flags("Rebuilding");

    List.of(dirty, clean, rebuilding).forEach(r -> r.volume().ask("pi1"));
    donor.spared().attach("pi1");
    // Before a replica that was given up can have been rebuilt, and be in use again.
    FlagCase first = dirty.whenAttached(run, dirtyThen);
    FlagCase second = clean.whenAttached(run, cleanThen);
    FlagCase other = rebuilding.whenAttached(run, rebuildingThen);
    run.gate("volumes-recovered", dirty.volume()::healthy);
    clean.volume().awaitAttached();
    rebuilding.volume().release();
    readsInTurns(run, dirty.volume());
    Flags dirtyOpen = dirty.flags(DIRTY);
    Flags cleanOpen = clean.flags(DIRTY);

    crash(lab, run, dirty.volume(), late);
    run.await("the volume to be served again", dirty.volume()::served, AGAIN);
    lab.sandbox().power().restore(lab.sandbox().node(late));
    for (RenamedReplica each : List.of(dirty, clean)) {
      run.await(each.volume().name() + " to be healthy again", each.volume()::healthy, AGAIN);
    }
    FlagCase third = afterCrash(dirty, dirtyOpen, late);
    FlagCase fourth = afterCrash(clean, cleanOpen, late);
    KnownVolume spared = donor.spared();
    run.await("the spared volume to be served again", spared::served, AGAIN);

    List<FlagCase> apart = List.of(first, second);
    // Of an open volume both replicas have the flag: after a crash it can decide nothing.
    List<FlagCase> alike = List.of(third, fourth);
    Stream.of(apart, alike)
        .flatMap(List::stream)
        .forEach(each -> run.observe("flag-and-loser", each.toString(), each.loser().name()));
    run.claim(
        "dirty-flag-loses",
        ClaimOutcome.of(FlagCase.decides(apart)),
        words(apart) + ". Besides, with both open: " + words(alike));
    run.control(
        "dirty-flag-loses",
        ClaimOutcome.of(FlagCase.decides(List.of(other))),
        "the same question of another flag: " + other);
    servedFromEmpty(run, dirty, late, third, spared);
    oldDirectoryDestroyed(lab, run, dirty, rebuilding);
    run.check("orphans-untouched", () -> before.unchanged(donor.kept()));
    run.gate(StorageAccident.TAKE_WRITES, () -> spared.takesAWrite(run.random("after")));
    run.wrote("a block to the spared volume");
  }

  /**
   * @param third what became of the renamed volume
   * @param spared which nobody renamed
   */
  private static void servedFromEmpty(
      DrillRun run, RenamedReplica dirty, String late, FlagCase third, KnownVolume spared)
      throws Exception {
    boolean otherwise =
        destroys(run, dirty.volume(), late + " came back last; " + directory(dirty));
    CheckReport untouched = spared.blocks().run();
    run.claim(
        "rename-serves-empty",
        ClaimOutcome.of(otherwise),
        third
            + "; healthy with both replicas, it reads what was written: "
            + (otherwise ? "no" : "yes"));
    run.control(
        "rename-serves-empty",
        ClaimOutcome.of(failed(untouched)),
        "a volume that nobody renamed, after the same crash: " + untouched.detail());
  }

  /**
   * What served empty need not be gone: the old directory may lie there still.
   *
   * @param released a volume with a renamed directory, detached; deleted here
   */
  private static void oldDirectoryDestroyed(
      StorageLab lab, DrillRun run, RenamedReplica dirty, RenamedReplica released)
      throws Exception {
    run.claim(
        "rename-destroys-the-old",
        ClaimOutcome.of(dirty.isRebuiltOver()),
        "once " + dirty.volume().name() + " is healthy again, " + directory(dirty));
    released.volume().awaitDetached();
    boolean before = released.isRebuiltOver();
    lab.longhorn().delete(released.volume().name());
    run.await(
        "the directories of " + released.volume().name() + " to be deleted",
        () -> Observation.of(released.isRebuiltOver(), directory(released)),
        AGAIN);
    run.control(
        "rename-destroys-the-old",
        ClaimOutcome.of(!before && released.isRebuiltOver()),
        "the same question of a renamed directory whose volume was then deleted: before, its layers"
            + " were gone: "
            + before
            + "; after, "
            + directory(released));
  }

  private static String directory(RenamedReplica renamed) throws IOException {
    return "the renamed directory on "
        + renamed.node()
        + (renamed.isRebuiltOver()
            ? " has none of the layers that it came with"
            : " is there, with the layers that it came with");
  }

  /**
   * A node that two of the three volumes have a replica on, so that in one the old directory comes
   * back last and in the other the empty one: each has one on at least one of these two.
   */
  private static String late(Longhorn longhorn, List<KnownVolume> three) {
    return NOT_FIRST.stream()
        .filter(node -> three.stream().filter(v -> liesOn(longhorn, v, node)).count() >= 2)
        .findFirst()
        .orElseThrow();
  }

  private static boolean liesOn(Longhorn longhorn, KnownVolume volume, String node) {
    return longhorn.replicas(volume.name()).stream().anyMatch(r -> r.node().equals(node));
  }

  /** The old directory lies where the control plane is not. */
  static RenamedReplica renamed(StorageLab lab, DrillRun run, Donor donor, String volume)
      throws Exception {
    return RenamedReplica.of(
        lab, run, donor, donor.blank(volume), r -> NOT_FIRST.contains(r.node()));
  }

  private static String words(List<FlagCase> cases) {
    return String.join("; ", cases.stream().map(FlagCase::toString).toList());
  }

  /** All of the volume comes from one replica then. */
  private static FlagCase afterCrash(RenamedReplica renamed, Flags open, String late) {
    String order =
        renamed.node().equals(late)
            ? "the old one's node back last"
            : renamed.emptyNode().equals(late)
                ? "the empty one's node back last"
                : "both nodes back together";
    return new FlagCase(
        renamed.volume().name() + " after a crash, " + order,
        open.name(),
        open.old(),
        open.empty(),
        failed(renamed.volume().blocks().run()) ? Loser.OLD : Loser.EMPTY);
  }

  /** What a user reads of it while Longhorn calls it healthy. */
  static void readsInTurns(DrillRun run, KnownVolume volume) {
    CheckReport halves = volume.blocks().run();
    run.expect(
        "rename-reads-in-turns",
        volume.healthy().text() + "; " + halves.culprit() + " " + halves.detail(),
        failed(halves));
  }

  /**
   * Asked once it is served again.
   *
   * @param seen besides
   */
  static boolean destroys(DrillRun run, KnownVolume volume, String seen) {
    CheckReport left = volume.blocks().run();
    return run.expect(
        "rename-destroys",
        volume.healthy().text() + "; " + left.culprit() + " " + left.detail() + "; " + seen,
        failed(left));
  }

  /**
   * Everything dies at once and starts again; Longhorn goes on by itself. Which replica a salvage
   * keeps depends on whose node is back first, and then on the heads' times (longhorn-manager 1.12,
   * volume_controller.go; longhorn-engine, control.go). Nodes come back in any order.
   *
   * @param late the node that stays dark
   */
  static void crash(StorageLab lab, DrillRun run, KnownVolume volume, String late) {
    run.inject(PowerCut.ofAll(lab.sandbox()));
    lab.sandbox()
        .power()
        .restore(
            lab.sandbox().nodes().stream()
                .filter(n -> !late.equals(n.name()))
                .toArray(Node[]::new));
    run.await(
        "Longhorn to have noticed that " + volume.name() + " is not served",
        () -> Observation.of(!volume.healthy().ok(), volume.healthy().text()),
        Duration.ofSeconds(90));
  }

  /**
   * @throws IllegalStateException when the comparison itself could not finish
   */
  private static boolean failed(CheckReport result) {
    if (result.state() == CheckReport.State.BROKEN) {
      throw new IllegalStateException(result.name() + " could not finish: " + result.detail());
    }
    return result.state() == CheckReport.State.FAILED;
  }
}
