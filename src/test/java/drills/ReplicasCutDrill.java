package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.lab.StorageLab;
import firedrill.lab.StorageLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is left in Longhorn's replicas of blocks that all of them had acknowledged. */
@Drill("power-cut")
@LabWith(StorageLabFactory.class)
@Needs(Capability.CUT_NODE_DISKS)
class ReplicasCutDrill {

  private static final long BYTES = 32L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Longer than the 5 s in which ext4 commits its journal by itself (ext4(5), {@code commit=}). */
  private static final Duration COMMITTED = Duration.ofSeconds(8);

  @Scenario("replicas-of-all-nodes")
  void acknowledgedBlocksAreLostOnEveryReplica(StorageLab lab, DrillRun run) throws Exception {
    PowerCut cut = PowerCut.ofAll(lab.sandbox());
    Cut seen = cutUnderWrites(lab, run, "cut-all", cut);
    Set<BlockLoad.Written> everywhere = new HashSet<>(seen.held().get(0).lost());
    seen.held().forEach(h -> everywhere.retainAll(h.lost()));
    double seconds =
        everywhere.stream().mapToDouble(w -> (seen.at() - w.at()) / 1e9).max().orElse(0);
    run.rpo("volumes", everywhere.size(), seconds, 0, 0);
    String evidence =
        "of %d blocks that three replicas had acknowledged, %d are in none of them, the oldest written %.1f s before the cut; %s"
            .formatted(seen.acknowledged(), everywhere.size(), seconds, seen);
    run.claim("raw-files-durable", ClaimOutcome.of(everywhere.isEmpty()), evidence);
    long settled = seen.held().stream().mapToLong(BlockLoad.Held::settledLost).sum();
    run.claim(
        "disks-intact",
        ClaimOutcome.of(settled == 0 && everywhere.isEmpty()),
        "the nodes' file systems are mounted after a replay of their journals; blocks of "
            + COMMITTED.toSeconds()
            + " s before that are missing: "
            + settled
            + "; "
            + evidence);
    if (!everywhere.isEmpty()) {
      run.finding(
          evidence
              + ". Longhorn's protocol has no flush and a replica never calls fsync: only the"
              + " journal of the node's file system, every 5 s, makes what it wrote durable, and an"
              + " fsync inside the volume changes nothing of that");
    }
    run.check(
        "older-blocks-kept",
        () ->
            settled == 0
                ? CheckResult.passed("every block of before is in every replica")
                : CheckResult.failed("cut-all", "missing of those of before: " + settled));
  }

  @Scenario("replicas-of-one-node")
  void theOtherReplicasHoldEverything(StorageLab lab, DrillRun run) throws Exception {
    PowerCut cut = new PowerCut(lab.sandbox(), lab.sandbox().node("pi3"));
    Cut seen = cutUnderWrites(lab, run, "cut-one", cut);
    List<BlockLoad.Held> others =
        seen.held().stream().filter(h -> !h.replica().equals("pi3")).toList();
    boolean kept = others.stream().allMatch(h -> h.lost().isEmpty() && h.settledLost() == 0);
    run.rpo("volumes", 0, 0, 0, 0);
    run.check(
        "others-hold-everything",
        () ->
            kept && others.size() == 2
                ? CheckResult.passed(seen.toString())
                : CheckResult.failed("cut-one", seen.toString()));
    run.control(
        "raw-files-durable",
        ClaimOutcome.of(kept),
        seen.acknowledged() + " blocks acknowledged while pi3 alone lost its power; " + seen);
    run.control("disks-intact", ClaimOutcome.of(kept), seen.toString());
  }

  private static Cut cutUnderWrites(StorageLab lab, DrillRun run, String volume, PowerCut cut)
      throws Exception {
    Longhorn longhorn = lab.longhorn();
    BlockLoad load = new BlockLoad(longhorn, volume, BYTES, run.random("blocks"));
    run.prepare(
        "a volume of three replicas, half of it written",
        () -> {
          longhorn.createVolume(volume, BYTES, 3);
          longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is made");
          longhorn.attach(volume, "pi2", "drill");
          longhorn.awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " is attached");
          load.settle();
          Instant committed = Instant.now().plus(COMMITTED);
          run.await(
              "the nodes' journals to be committed",
              () -> Observation.of(Instant.now().isAfter(committed), "at " + committed),
              COMMITTED.plusSeconds(5));
        });
    run.steadyState("volume-healthy", () -> healthy(longhorn, volume));
    List<ReplicaState> replicas = longhorn.replicas(volume);
    long at;
    try (load) {
      run.workloadStarted("blocks");
      load.start();
      int earliest = run.plan().size("earliest-block-cut-milliseconds");
      int latest = run.plan().size("latest-block-cut-milliseconds");
      int after = earliest + run.random("moment of the cut").nextInt(latest - earliest);
      Instant moment = Instant.now().plusMillis(after);
      run.await(
          "the moment of the cut, after " + after + " ms of writes",
          () -> Observation.of(!Instant.now().isBefore(moment), "at " + moment),
          Duration.ofMillis(after + 5000));
      at = System.nanoTime();
      run.inject(cut);
    }
    run.workloadStopped("blocks", load.acknowledged(), 1, 0);
    run.timed(
        "power on",
        () -> {
          cut.restore();
          return null;
        });
    // At once: an engine that starts again has the others rebuilt from one of them.
    List<BlockLoad.Held> held = held(load, replicas);
    run.expectWithin("volume-back", () -> healthy(longhorn, volume), Duration.ofMinutes(3));
    return new Cut(at, load.acknowledged(), held);
  }

  private static List<BlockLoad.Held> held(BlockLoad load, List<ReplicaState> replicas)
      throws IOException {
    List<BlockLoad.Held> held = new ArrayList<>();
    for (ReplicaState replica : replicas) {
      held.add(load.heldBy(replica));
    }
    return held;
  }

  private static Observation healthy(Longhorn longhorn, String volume) {
    String robustness = longhorn.volume(volume).map(VolumeState::robustness).orElse("not there");
    return Observation.of(
        longhorn.volume(volume).filter(VolumeState::isHealthy).isPresent(),
        volume + " is " + robustness);
  }

  /**
   * @param at moment of the cut, by {@link System#nanoTime}
   */
  private record Cut(long at, int acknowledged, List<BlockLoad.Held> held) {
    @Override
    public String toString() {
      return held.stream()
          .map(
              h ->
                  "missing on %s: %d of those written over older ones, %d of those written into holes"
                      .formatted(h.replica(), h.lost(false), h.lost(true)))
          .collect(Collectors.joining("; "));
    }
  }
}
