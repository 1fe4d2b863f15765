package drills;

import drills.VolumeRescue.Wanted;
import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.injection.Candidate;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Orphan;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.Action;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.rescue.MergedImage;
import firedrill.rescue.Testimony;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Longhorn's definitions are wiped; every volume comes back by Method D, block by block. */
@Drill("longhorn-crd-wipe")
@LabWith(StorageLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.NODE_FILES, Capability.VOLUME_BLOCKS})
class CrdWipeDrill {

  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(90);

  @Scenario("definitions-wiped")
  void methodDBringsBackWhatWasWritten(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    BusyVolume busy = BusyVolume.cutAtAMomentOfTheSeed(lab, run);
    StorageAccident accident = new StorageAccident(lab, run).with(busy);
    accident.prepare();
    accident.oneReplicaFallsBehind();
    Path lost = accident.blocks().copy(run.directory().resolve("blocks-lost.img"));
    accident.cutThePower();
    accident.powerOn();
    accident.managersGone();
    accident.loseTheDefinitions();
    List<FileTree> old = accident.directories();
    Listing before = Listing.of(old);

    run.step(
        Step.of(
            "reinstall-longhorn",
            Actor.AGENT,
            () -> longhorn.installation().install(INSTALLED_WITHIN)));
    run.gate("longhorn-ready", ready(longhorn));
    Aftermath aftermath = new Aftermath(longhorn, run, accident);
    aftermath.sameNamesComeBackEmpty();
    run.gate("orphans-listed", aftermath.orphansListed());

    VolumeRescue rescue =
        new VolumeRescue(
                longhorn, ReplicaFolders.of(lab.platform(), lab.sandbox()), run, ATTACHED_WITHIN)
            .intoExisting()
            .underWay(busy.name(), busy.attachedOn());
    run.step(recoverVolumes(() -> recover(lab, accident, rescue)));
    run.gate("volumes-recovered", accident.healthy());
    Repairs.tell(run, lab.platform().kubernetes());
    busy.look(inUse(accident.replicasBefore(busy.name())));
    boolean best = busy.measure();
    busy.checkOlder();
    accident.writeAgain();

    boolean staleLeft = staleLeft(run, accident, rescue);
    boolean blocks = Checks.run(run, accident.blocks().blocks());
    boolean files = Checks.run(run, accident.archive().files());
    boolean untouched = run.check("orphans-untouched", () -> before.unchanged(old));
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(blocks && files && staleLeft && untouched && best),
        accident.replicasBefore().stream().filter(ReplicaState::hasFailed).count()
            + " of "
            + accident.replicasBefore().size()
            + " replicas stale; every block of one volume compared with what was written: "
            + (blocks ? "equal" : "not equal")
            + "; every file of another: "
            + (files ? "equal" : "not equal")
            + "; the stale replica left alone: "
            + staleLeft
            + "; the orphaned directories as they were: "
            + untouched
            + "; "
            + busy.foundLost());
    mergedByHand(lab, run, accident, lost);
    run.check("orphans-untouched", () -> before.unchanged(old));
  }

  static Condition ready(Longhorn longhorn) {
    return () -> {
      String missing = longhorn.installation().missing();
      return Observation.of(missing.isEmpty(), missing.isEmpty() ? "all there" : missing);
    };
  }

  private static List<ReplicaState> inUse(List<ReplicaState> replicas) {
    return replicas.stream().filter(r -> !r.hasFailed()).toList();
  }

  /** Not before everything that may hold the data is known. */
  static Step recoverVolumes(Action action) {
    return Step.of("recover-volumes", Actor.HUMAN, action).after("orphans-listed");
  }

  private static void recover(StorageLab lab, StorageAccident accident, VolumeRescue rescue)
      throws Exception {
    rescue.recover(
        accident.volumes().stream()
            .collect(Collectors.toMap(v -> v, v -> new Wanted(3, accident.traits(v)))),
        List.of());
    String archive = accident.archive().claim().volume();
    for (String volume : accident.volumes()) {
      if (volume.equals(archive)) {
        accident.archive().claim().scale(1);
      } else {
        lab.longhorn().attach(volume, "pi2", "drill");
      }
    }
  }

  private static boolean staleLeft(DrillRun run, StorageAccident accident, VolumeRescue rescue) {
    Set<String> stale =
        accident.replicasBefore().stream()
            .filter(ReplicaState::hasFailed)
            .map(ReplicaState::dataDirectory)
            .collect(Collectors.toSet());
    List<String> chosen =
        rescue.reports().values().stream()
            .map(r -> String.valueOf(Path.of(r.source()).getFileName()))
            .toList();
    return staleLeft(run, accident.volumes().size(), stale, chosen);
  }

  /**
   * @param volumes how many came back
   * @param stale one directory of each
   * @param chosen the one that each came back from
   */
  static boolean staleLeft(DrillRun run, int volumes, Set<String> stale, List<String> chosen) {
    return run.expect(
        "stale-replica-left",
        "stale were " + stale + ", recovered from " + chosen,
        stale.size() == volumes
            && chosen.size() == volumes
            && chosen.stream().noneMatch(stale::contains));
  }

  /** As {@code firedrill rescue merge} does it, from the orphans alone. */
  private static void mergedByHand(
      StorageLab lab, DrillRun run, StorageAccident accident, Path lost) throws IOException {
    String volume = accident.blocks().name();
    Set<String> old =
        accident.replicasBefore(volume).stream()
            .map(ReplicaState::dataDirectory)
            .collect(Collectors.toSet());
    Path image = run.directory().resolve("blocks-merged.img");
    String merged =
        new Orphans(
                ReplicaFolders.of(lab.platform(), lab.sandbox()),
                old::contains,
                run.directory().resolve("copied-by-hand"))
            .read(orphans -> merge(volume, orphans, image));
    mergeEquals(run, merged, lost, image);
  }

  private static String merge(String volume, List<Orphan> orphans, Path image) throws IOException {
    Testimony nothing = Testimony.of(Optional.empty(), false, Optional.empty(), Map.of(), Map.of());
    Candidate chosen =
        Candidates.of(volume, orphans, List.of(), OptionalLong.empty()).decide().require();
    MergedImage merged =
        MergedImage.of(chosen.orphan(), orphans, nothing, false, image, (done, all) -> {});
    return "%d layers merged from %s, sha256 %s"
        .formatted(chosen.chain().orElseThrow().layers().size(), chosen.orphan(), merged.sha256());
  }

  /**
   * The image itself decides, whatever a volume makes of it.
   *
   * @param merged from what, in words
   * @param lost what the volume held
   */
  static void mergeEquals(DrillRun run, String merged, Path lost, Path image) throws IOException {
    long different = Files.mismatch(lost, image);
    String evidence =
        merged
            + (different < 0
                ? ": equal to what the volume held, to the last of " + Files.size(lost) + " B"
                : ": differs from what the volume held at byte " + different);
    run.expect("rescue-merge-equals-what-was-lost", evidence, different < 0);
    run.claim("layers-merge", ClaimOutcome.of(different < 0), evidence);
  }
}
