package drills;

import drills.VolumeRescue.Wanted;
import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.ReplicaState;
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
    StorageAccident accident = new StorageAccident(lab, run);
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
    run.gate(
        "longhorn-ready",
        () -> {
          String missing = longhorn.installation().missing();
          return Observation.of(missing.isEmpty(), missing.isEmpty() ? "all there" : missing);
        });
    Aftermath aftermath = new Aftermath(longhorn, run, accident);
    aftermath.sameNamesComeBackEmpty();
    run.gate("orphans-listed", aftermath.orphansListed());

    VolumeRescue rescue =
        new VolumeRescue(
                longhorn, ReplicaFolders.of(lab.platform(), lab.sandbox()), run, ATTACHED_WITHIN)
            .intoExisting();
    run.step(recoverVolumes(() -> recover(lab, accident, rescue)));
    run.gate("volumes-recovered", accident.healthy());
    Repairs.tell(run, lab.platform().kubernetes());
    accident.writeAgain();

    boolean staleLeft = staleLeft(run, accident, rescue);
    boolean blocks = Checks.run(run, accident.blocks().blocks());
    boolean files = Checks.run(run, accident.archive().files());
    mergedByHand(lab, run, accident, lost);
    boolean untouched = run.check("orphans-untouched", () -> before.unchanged(old));
    claims(run, blocks, files, staleLeft && untouched);
  }

  /** Not before everything that may hold the data is known. */
  static Step recoverVolumes(Action action) {
    return Step.of("recover-volumes", Actor.HUMAN, action).after("orphans-listed");
  }

  private static void recover(StorageLab lab, StorageAccident accident, VolumeRescue rescue)
      throws Exception {
    String blocks = accident.blocks().name();
    String archive = accident.archive().claim().volume();
    rescue.recover(
        Map.of(
            blocks,
            new Wanted(3, accident.traits(blocks)),
            archive,
            new Wanted(3, accident.traits(archive))),
        List.of());
    accident.archive().claim().scale(1);
    lab.longhorn().attach(blocks, "pi2", "drill");
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
    return run.expect(
        "stale-replica-left",
        "stale were " + stale + ", recovered from " + chosen,
        stale.size() == 2 && chosen.size() == 2 && chosen.stream().noneMatch(stale::contains));
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
    long different = Files.mismatch(lost, image);
    run.expect(
        "rescue-merge-equals-what-was-lost",
        merged
            + (different < 0
                ? "equal to the last byte"
                : "differs from what the volume held at byte " + different),
        different < 0);
  }

  private static String merge(String volume, List<Orphan> orphans, Path image) throws IOException {
    Testimony nothing = Testimony.of(Optional.empty(), false, Optional.empty(), Map.of(), Map.of());
    Orphan chosen =
        Candidates.of(volume, orphans, List.of(), OptionalLong.empty()).decide().require().orphan();
    MergedImage merged = MergedImage.of(chosen, orphans, nothing, false, image, (done, all) -> {});
    return "merged from " + chosen + ", sha256 " + merged.sha256() + ": ";
  }

  private static void claims(DrillRun run, boolean blocks, boolean files, boolean careful) {
    String compared =
        "three layers in each of two volumes, one of three replicas stale; every block of the one"
            + " compared with what was written: "
            + (blocks ? "equal" : "not equal");
    run.claim("layers-merge", ClaimOutcome.of(blocks), compared);
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(blocks && files && careful),
        compared
            + "; every file of the other: "
            + (files ? "equal" : "not equal")
            + "; orphaned and stale directories left as they were: "
            + careful);
  }
}
