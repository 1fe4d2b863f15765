package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.ExactCopy;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.component.longhorn.replica.ReplicaException;
import firedrill.fault.Evidence;
import firedrill.fault.PowerCut;
import firedrill.integrity.CheckReport;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.FolderView;
import firedrill.sandbox.Node;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ways to bring an orphaned replica back that lose data, on volumes that may be lost. */
@Drill("longhorn-crd-wipe")
@LabWith(StorageLabFactory.class)
@Needs(Capability.VOLUME_BLOCKS)
class CrdWipeMistakesDrill {

  private static final String WRONG = "first wrong offset *";

  @Scenario(value = "naive-rename", gates = "volumes-recovered")
  @Needs({Capability.CUT_POWER, Capability.NODE_FILES})
  void aRenamedReplicaIsReadInTurnsAndDestroyedByACrash(StorageLab lab, DrillRun run)
      throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("naive-rename");
    Listing before = Listing.of(donor.kept());
    ReplicaState renamed = rename(lab, run, donor, volume);
    FileTree old = lab.longhorn().files(renamed);
    FileTree empty = lab.longhorn().files(other(lab.longhorn(), volume, renamed));
    String flags = "Dirty is " + dirty(old) + " of the old one, " + dirty(empty) + " of the empty";
    volume.attach("pi1");
    donor.spared().attach("pi1");
    run.gate("volumes-recovered", volume::healthy);
    CheckReport halves = volume.blocks().run();
    String modes = lab.longhorn().engine(volume.name()).orElseThrow().replicaModes().toString();
    run.expect("rename-reads-in-turns", modes + "; " + halves.culprit(), failed(halves));
    run.claim(
        "dirty-flag-loses",
        ClaimOutcome.of(modes.contains("ERR")),
        flags + "; both are in use: " + modes + "; " + halves.culprit());

    String late = renamed.node();
    crash(lab, run, volume, late);
    run.await(
        "the volume to be served again",
        () -> served(lab.longhorn(), volume),
        Duration.ofMinutes(3));
    lab.sandbox().power().restore(lab.sandbox().node(late));
    run.await("the volume to be healthy again", volume::healthy, Duration.ofMinutes(3));
    CheckReport lost = volume.blocks().run();
    KnownVolume untouched = donor.spared();
    run.await(
        "the spared volume to be served again",
        () -> served(lab.longhorn(), untouched),
        Duration.ofMinutes(3));
    CheckReport spared = untouched.blocks().run();
    // A failed replica is either rebuilt over or, once stale, removed (staleReplicaTimeout).
    boolean gone = !old.exists("") || snapshots(old).stream().noneMatch(s -> s.contains("before"));
    String evidence =
        late
            + " came back last; healthy again, all of it from the empty replica: "
            + lost.culprit()
            + "; the renamed directory "
            + (gone ? "was rebuilt over" : "is a failed replica's, still with its layers");
    run.expect("rename-destroys", evidence, failed(lost));
    run.claim("rename-rebuilds-from-empty", ClaimOutcome.of(failed(lost)), evidence);
    run.control(
        "rename-rebuilds-from-empty",
        ClaimOutcome.of(failed(spared)),
        "a volume that nobody renamed, after the same crash: " + spared.detail());
    run.control("dirty-flag-loses", ClaimOutcome.of(donor.lostOne()), donor.modesAfterLoss());
    run.check("orphans-untouched", () -> before.unchanged(donor.kept()));
  }

  @Scenario(value = "snapshot-reverted", gates = "volumes-recovered")
  void aVolumeIsWhatItsSnapshotHeld(StorageLab lab, DrillRun run) throws Exception {
    SnapshotReverted.walk(lab, run);
  }

  @Twin(
      value = "renamed-replica",
      expect = VerdictKind.FAIL,
      culprit = WRONG,
      gates = "volumes-recovered")
  @Needs(Capability.NODE_FILES)
  void aRenamedReplicaIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("renamed-replica");
    rename(lab, run, donor, volume);
    volume.attach("pi1");
    run.gate("volumes-recovered", volume::healthy);
    Checks.run(run, volume.blocks());
  }

  @Twin(
      value = "renamed-then-crash",
      expect = VerdictKind.FAIL,
      culprit = WRONG,
      gates = "volumes-recovered")
  @Needs({Capability.CUT_POWER, Capability.NODE_FILES})
  void aRebuildFromTheEmptyReplicaIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("renamed-then-crash");
    ReplicaState renamed = rename(lab, run, donor, volume);
    volume.attach("pi1");
    crash(lab, run, volume, renamed.node());
    run.gate("volumes-recovered", () -> served(lab.longhorn(), volume));
    Checks.run(run, volume.blocks());
  }

  @Twin(
      value = "plain-copy",
      expect = VerdictKind.FAIL,
      culprit = WRONG,
      gates = "volumes-recovered")
  @Needs(Capability.NODE_FILES)
  void layersCopiedWithoutCareAreCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("plain-copy");
    Path copy = run.directory().resolve("copied");
    run.inject(
        new Mistake(
            "layers-copied-plainly",
            copy.toString(),
            () -> {
              try (FolderView good = donor.good()) {
                Shell.run(Programs.path("cp"), "-a", good.path().toString(), copy.toString());
              }
            },
            () -> {
              Chain copied = ReplicaDirectory.at(copy).accept(Problem.COPIED).chain();
              try (FolderView good = donor.good()) {
                Optional<Difference> d = Difference.between(Donor.chain(good), copied);
                return Evidence.of(d.isPresent(), "differs from the original: " + d);
              }
            }));
    run.expect("refused-unasked", refusal(copy), refusal(copy).startsWith("COPIED"));
    put(ReplicaDirectory.at(copy).accept(Problem.COPIED).chain(), volume);
    run.gate("volumes-recovered", volume::healthy);
    ClaimOutcome equal = ClaimOutcome.of(Checks.run(run, volume.blocks()));
    run.claim("layers-merge", equal, "layers copied without their holes, then merged");
    run.claim("method-d-safe", equal, "Method D from a plain copy of the layers");
  }

  /** What the replica store says of it when nobody has told it to take it nevertheless. */
  private static String refusal(Path directory) {
    try {
      ReplicaDirectory.at(directory).chain();
      return "taken without a word";
    } catch (ReplicaException e) {
      return e.problem() + ": " + e.getMessage();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Twin(
      value = "stale-replica",
      expect = VerdictKind.FAIL,
      culprit = WRONG,
      gates = "volumes-recovered")
  @Needs(Capability.NODE_FILES)
  void aStaleReplicaIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("stale-replica");
    run.inject(
        new Mistake(
            "stale-replica-chosen",
            donor.staleName(),
            () -> {
              try (FolderView stale = donor.stale()) {
                put(Donor.chain(stale), volume);
              }
            },
            () -> {
              try (FolderView good = donor.good();
                  FolderView stale = donor.stale()) {
                Optional<Difference> d = Difference.between(Donor.chain(good), Donor.chain(stale));
                return Evidence.of(d.isPresent(), "differs from a good replica: " + d);
              }
            }));
    run.gate("volumes-recovered", volume::healthy);
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(Checks.run(run, volume.blocks())),
        "Method D from the replica that had failed before the last writes");
  }

  @Twin(
      value = "careless",
      expect = VerdictKind.FAIL,
      culprit = {
        "*/volume-head-*.img",
        "volume-head-*.img is another: *",
        "orphans-listed",
        "recover-volumes after orphans-listed",
        "volumes-recovered"
      })
  @Needs(Capability.NODE_FILES)
  void whatNobodyTookCareOfIsNamed(StorageLab lab, DrillRun run) throws Exception {
    CarelessRecovery.walk(lab, run, Donor.of(lab, run));
  }

  private static void put(Chain chain, KnownVolume volume) throws IOException {
    volume.attach("pi1");
    try (BlockDevice device = volume.device()) {
      MergedContent.of(chain).to(device::write);
    }
  }

  /** The old directory gets the name that the fresh, empty replica has. */
  private static ReplicaState rename(StorageLab lab, DrillRun run, Donor donor, KnownVolume volume)
      throws IOException {
    // Not on pi1, which the control plane needs to be back first.
    ReplicaState fresh =
        lab.longhorn().replicas(volume.name()).stream()
            .filter(r -> !r.node().equals("pi1"))
            .findFirst()
            .orElseThrow();
    FileTree folder = ReplicaFolders.of(lab.platform(), lab.sandbox()).folder(fresh.node());
    String orphan = volume.name() + "-0ddba115";
    Path exact = lab.directory().resolve(orphan);
    try (FolderView good = donor.good()) {
      ExactCopy.directory(good.path(), exact);
    }
    folder.copyIn(exact, orphan);
    FileTree renamed = lab.longhorn().files(fresh);
    run.inject(
        new Mistake(
            "replica-renamed",
            renamed.name(),
            () -> {
              folder.delete(fresh.dataDirectory());
              folder.rename(orphan, fresh.dataDirectory());
            },
            () ->
                Evidence.of(
                    !snapshots(renamed).isEmpty(), "layers of before: " + snapshots(renamed))));
    return fresh;
  }

  private static ReplicaState other(Longhorn longhorn, KnownVolume volume, ReplicaState not) {
    return longhorn.replicas(volume.name()).stream()
        .filter(r -> !r.name().equals(not.name()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Everything dies at once and starts again; Longhorn goes on by itself. Which replica a salvage
   * keeps depends on whose node is back first, and then on the heads' times (longhorn-manager 1.12,
   * volume_controller.go; longhorn-engine, control.go). Nodes come back in any order.
   *
   * @param late the node that stays dark
   */
  private static void crash(StorageLab lab, DrillRun run, KnownVolume volume, String late) {
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

  private static Observation served(Longhorn longhorn, KnownVolume volume) {
    VolumeState state = longhorn.volume(volume.name()).orElseThrow();
    return Observation.of(
        state.isHealthy() || state.isDegraded(), state.state() + ", " + state.robustness());
  }

  private static boolean failed(CheckReport result) {
    return result.state() == CheckReport.State.FAILED;
  }

  private static List<String> snapshots(FileTree directory) throws IOException {
    return directory.list("").stream()
        .map(FileEntry::name)
        .filter(f -> f.matches("volume-snap-.*\\.img"))
        .toList();
  }

  private static String dirty(FileTree directory) throws IOException {
    String meta = new String(directory.read("volume.meta"), StandardCharsets.UTF_8);
    return meta.contains("\"Dirty\":true") ? "true" : "false";
  }
}
