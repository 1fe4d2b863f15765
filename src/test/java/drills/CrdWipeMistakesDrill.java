package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Difference;
import firedrill.component.longhorn.replica.Merge;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.fault.Evidence;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.StorageLab;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FolderView;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import firedrill.verdict.VerdictKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ways to bring an orphaned replica back that lose data, on volumes that may be lost. */
@Drill("longhorn-crd-wipe")
@LabWith(EngineLabFactory.class)
@Needs(Capability.VOLUME_BLOCKS)
class CrdWipeMistakesDrill {

  private static final String WRONG = "first wrong offset *";

  @Scenario(
      value = "naive-rename",
      gates = {"volumes-recovered", StorageAccident.TAKE_WRITES})
  @Needs({Capability.CUT_POWER, Capability.NODE_FILES})
  void aRenamedReplicaIsReadInTurnsAndDestroyedByACrash(StorageLab lab, DrillRun run)
      throws Exception {
    NaiveRename.walk(lab, run);
  }

  @Scenario(
      value = "snapshot-reverted",
      gates = {"volumes-recovered", StorageAccident.TAKE_WRITES})
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
    KnownVolume volume = NaiveRename.renamed(lab, run, donor, "renamed-replica").volume();
    volume.attach("pi1");
    run.gate("volumes-recovered", volume::healthy);
    Checks.run(run, volume.blocks());
  }

  @Twin(
      value = "renamed-then-crash",
      expect = VerdictKind.FAIL,
      culprit = {WRONG, "rename-reads-in-turns", "rename-destroys"},
      gates = "volumes-recovered")
  @Needs({Capability.CUT_POWER, Capability.NODE_FILES})
  void aRebuildFromTheEmptyReplicaIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    RenamedReplica renamed = NaiveRename.renamed(lab, run, donor, "renamed-then-crash");
    KnownVolume volume = renamed.volume();
    KnownVolume spared = donor.neverDegraded();
    volume.ask("pi1");
    spared.attach("pi1");
    volume.awaitAttached();
    // What a rename does must not be seen of a volume that nobody has renamed.
    NaiveRename.readsInTurns(run, spared);
    NaiveRename.crash(lab, run, volume, renamed.node());
    run.gate("volumes-recovered", volume::served);
    run.await("the spared volume to be served again", spared::served, Duration.ofMinutes(3));
    NaiveRename.destroys(run, spared, "nobody has renamed it");
    Checks.run(run, volume.blocks());
  }

  @Twin(
      value = "plain-copy",
      expect = VerdictKind.FAIL,
      culprit = {WRONG, "rescue-merge-equals-what-was-lost"},
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
    CarelessRecovery.refusedUnasked(run, copy);
    Chain chain = ReplicaDirectory.at(copy).accept(Problem.COPIED).chain();
    Path image = run.directory().resolve("merged.img");
    Merge.of(chain).into(image);
    CrdWipeDrill.mergeEquals(
        run, "layers copied without their holes, then merged", donor.known(), image);
    put(chain, volume);
    run.gate("volumes-recovered", volume::healthy);
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(Checks.run(run, volume.blocks())),
        "Method D from a plain copy of the layers");
  }

  @Twin(
      value = "stale-replica",
      expect = VerdictKind.FAIL,
      culprit = {WRONG, "stale-replica-left"},
      gates = "volumes-recovered")
  @Needs(Capability.NODE_FILES)
  void aStaleReplicaIsCaught(StorageLab lab, DrillRun run) throws Exception {
    Donor donor = Donor.of(lab, run);
    KnownVolume volume = donor.blank("stale-replica");
    List<String> chosen = new ArrayList<>();
    run.inject(
        new Mistake(
            "stale-replica-chosen",
            donor.staleName(),
            () -> {
              // The only directory that somebody has found: with the good one beside it the
              // evidence would be against it.
              try (FolderView stale = donor.stale()) {
                Candidate alone = donor.chosenAlone(donor.staleOrphan(stale));
                chosen.add(alone.orphan().name());
                put(alone.chain().orElseThrow(), volume);
              }
            },
            () -> {
              try (FolderView good = donor.good();
                  FolderView stale = donor.stale()) {
                Optional<Difference> d = Difference.between(Donor.chain(good), Donor.chain(stale));
                return Evidence.of(d.isPresent(), "differs from a good replica: " + d);
              }
            }));
    CrdWipeDrill.staleLeft(run, 1, Set.of(donor.staleDirectory()), chosen);
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
        "volumes-recovered",
        StorageAccident.TAKE_WRITES,
        "refused-unasked",
        "steady " + StorageAccident.HEALTHY,
        "steady volume-healthy"
      })
  @Needs(Capability.NODE_FILES)
  void whatNobodyTookCareOfIsNamed(StorageLab lab, DrillRun run) throws Exception {
    CarelessRecovery.walk(lab, run, Donor.of(lab, run));
  }

  @Twin(
      value = "never-wiped",
      expect = VerdictKind.FAIL,
      culprit = {
        "changes-refused",
        "longhorn-ready",
        "nothing-adopted",
        "new-directories",
        "served-empty"
      })
  @Needs(Capability.NODE_FILES)
  void whatAWipeMustShowIsMissingWithoutOne(StorageLab lab, DrillRun run) throws Exception {
    NeverWiped.walk(lab, run, Donor.of(lab, run));
  }

  @Twin(
      value = "busy-block-lost",
      expect = VerdictKind.FAIL,
      culprit = {"rpo-volumes", "blocks of before"})
  @Needs(Capability.NODE_FILES)
  void aBlockLostForLongerThanTheBudgetIsNamed(StorageLab lab, DrillRun run) throws Exception {
    BusyVolume.blockLostEverywhere(lab, run);
  }

  @Twin(value = "worse-replica", expect = VerdictKind.FAIL, culprit = "a better replica, *")
  @Needs(Capability.NODE_FILES)
  void theWorseOfReplicasThatWereInUseIsCaught(StorageLab lab, DrillRun run) throws Exception {
    BusyVolume.worseReplicaTaken(lab, run);
  }

  private static void put(Chain chain, KnownVolume volume) throws IOException {
    volume.attach("pi1");
    try (BlockDevice device = volume.device()) {
      MergedContent.of(chain).to(device::write);
    }
  }
}
