package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.fault.Evidence;
import firedrill.integrity.CheckReport;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A volume is snapshotted, overwritten by mistake, and reverted; then every block is compared. */
final class SnapshotReverted {

  private static final String VOLUME = "snapshotted";
  private static final String SNAPSHOT = "before-the-mistake";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private SnapshotReverted() {}

  static void walk(StorageLab lab, DrillRun run) throws Exception {
    Longhorn longhorn = lab.longhorn();
    Path image = run.directory().resolve(VOLUME + ".img");
    Path then = run.directory().resolve(SNAPSHOT + ".img");
    int blocks = run.plan().size("blocks");
    KnownVolume volume =
        new KnownVolume(
            longhorn, VOLUME, run.plan().size("volume-mebibytes") * (1L << 20), 2, image);
    run.prepare(
        "a volume with a snapshot",
        () -> {
          volume.create();
          volume.attach("pi1");
          volume.write(run.random("before"), blocks, 8);
          longhorn.snapshot(VOLUME, SNAPSHOT);
          run.await(
              "the snapshot",
              () -> Observation.of(longhorn.hasSnapshot(SNAPSHOT), "not ready"),
              LIMIT);
          Files.copy(image, then);
        });
    run.steadyState("volume-healthy", volume::healthy);
    run.inject(
        new Mistake(
            "overwritten",
            VOLUME,
            () -> volume.write(run.random("mistake"), blocks, 8),
            () -> {
              CheckReport now = volume.asIn(then).run();
              return Evidence.of(now.state() == CheckReport.State.FAILED, now.culprit());
            }));
    CheckReport overwritten = volume.asIn(then).run();
    run.step(
        Step.of(
            "recover-volumes",
            Actor.HUMAN,
            () -> {
              volume.release();
              volume.awaitDetached();
              volume.attachForMaintenance("pi1");
              longhorn.revert(VOLUME, SNAPSHOT);
              volume.release();
              volume.awaitDetached();
              volume.attach("pi2");
            }));
    run.gate("volumes-recovered", volume::healthy);
    boolean same = Checks.run(run, volume.asIn(then));
    run.gate(StorageAccident.TAKE_WRITES, () -> volume.takesAWrite(run.random("after")));
    run.wrote("a block");
    run.claim(
        "longhorn-snapshots",
        ClaimOutcome.of(same),
        "reverted to its snapshot the volume is, block by block, "
            + (same ? "what it was" : "another")
            + " when it was taken");
    run.control(
        "longhorn-snapshots",
        ClaimOutcome.of(overwritten.ok()),
        "the same question before it was reverted: " + overwritten.culprit());
  }
}
