package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.lab.EngineLabFactory;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Method D through the engines alone: no pod mounts what is lost and brought back. */
@Drill("longhorn-crd-wipe")
@LabWith(EngineLabFactory.class)
@Needs({Capability.CRASH, Capability.NODE_FILES, Capability.VOLUME_BLOCKS})
class CrdWipeEngineDrill {

  private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(90);

  @Scenario("wiped-after-crash")
  void methodDBringsBackBlocksThatNoPodMounts(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    EngineAccident accident = new EngineAccident(lab, run);
    accident.prepare();
    accident.oneReplicaFallsBehind();
    accident.everythingIsForgotten();
    List<FileTree> old = accident.directories();
    Listing before = Listing.of(old);

    run.step(
        Step.of(
            "reinstall-longhorn",
            Actor.AGENT,
            () -> longhorn.installation().install(INSTALLED_WITHIN)));
    run.gate("longhorn-ready", CrdWipeDrill.ready(longhorn));
    Aftermath.nothingAdopted(longhorn, run);
    run.gate("orphans-listed", Aftermath.orphansListed(longhorn, accident.places()));

    VolumeRescue rescue = new VolumeRescue(longhorn, accident.folders(), run, ATTACHED_WITHIN);
    run.step(
        CrdWipeDrill.recoverVolumes(
            () -> {
              rescue.recover(accident.wanted(), List.of());
              accident.askForAll();
            }));
    run.gate("volumes-recovered", accident.healthy());
    accident.writeAgain();

    boolean staleLeft =
        CrdWipeDrill.staleLeft(
            run,
            accident.volumes().size(),
            accident.stale(),
            rescue.reports().values().stream()
                .map(report -> String.valueOf(Path.of(report.source()).getFileName()))
                .toList());
    boolean blocks = accident.blocksAsWritten();
    boolean untouched = run.check("orphans-untouched", () -> before.unchanged(old));
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(blocks && staleLeft && untouched),
        "after a crash, "
            + accident.stale().size()
            + " of "
            + accident.replicas().size()
            + " replicas stale; every block of two volumes compared with what was written: "
            + (blocks ? "equal" : "not equal")
            + "; the stale replicas left alone: "
            + staleLeft
            + "; the orphaned directories as they were: "
            + untouched);
  }
}
