package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.Evidence;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A volume whose blocks are being written when the power goes, at a moment of the seed: every write
 * waits for the acknowledgement of the one before. What it has lost is measured once it is back.
 */
final class BusyVolume {

  private static final long BYTES = 32L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final DrillRun run;
  private final Longhorn longhorn;
  private final String name;
  private final BlockLoad load;
  private final int millis;
  private final boolean disksAreCut;
  private long cutAt;

  /**
   * @param millis how long it is written to
   */
  private BusyVolume(StorageLab lab, DrillRun run, String name, int millis) {
    this.name = name;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.millis = millis;
    this.disksAreCut = lab.sandbox().capabilities().contains(Capability.CUT_NODE_DISKS);
    this.load = new BlockLoad(longhorn, name, BYTES, run.random("busy"));
  }

  /** Between the earliest and the latest moment of the plan. */
  static BusyVolume cutAtAMomentOfTheSeed(StorageLab lab, DrillRun run) {
    int earliest = run.plan().size("earliest-cut-milliseconds");
    int latest = run.plan().size("latest-cut-milliseconds");
    return new BusyVolume(
        lab, run, "busy", earliest + run.random("moment of the cut").nextInt(latest - earliest));
  }

  /**
   * A twin's: two blocks are lost in every replica, the one that was acknowledged first, which no
   * budget grants after so long, and one of long before.
   */
  static void blockLostEverywhere(StorageLab lab, DrillRun run) throws Exception {
    BusyVolume busy =
        new BusyVolume(lab, run, "busy-twin", run.plan().size("twin-write-milliseconds"));
    run.prepare(
        "a volume, half of it written",
        () -> {
          busy.create();
          busy.settle();
        });
    busy.write();
    List<ReplicaState> replicas = lab.longhorn().replicas(busy.name());
    run.inject(
        new Mistake(
            "block-lost-everywhere",
            "the first block that was acknowledged, and an older one",
            () -> busy.loseTheFirst(replicas),
            () -> Evidence.of(busy.lost() > 0, busy.lost() + " acknowledged blocks are lost")));
    busy.measure(replicas);
    busy.checkOlder();
  }

  String name() {
    return name;
  }

  /** With three replicas; returns at once, for it is attached beside others. */
  void create() {
    longhorn.createVolume(name, BYTES, 3);
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is made");
    longhorn.attach(name, "pi2", "drill");
  }

  /** Attached once more, after its resources were put back. */
  void useAgain() {
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is taken in");
    longhorn.attach(name, "pi2", "drill");
  }

  /** Half of it is written, long before the cut. */
  void settle() throws IOException {
    longhorn.awaitState(name, VolumeState::isHealthy, LIMIT, name + " is attached");
    load.settle();
  }

  /** The plug is pulled between two acknowledgements. */
  void writeUntil(PowerCut cut) {
    load.writeFor(
        run,
        millis,
        () -> {
          load.awaitAcknowledgement(run);
          cutAt = System.nanoTime();
          run.inject(cut);
        });
  }

  /** Nothing is cut, and the last write is acknowledged. */
  private void write() {
    load.writeFor(run, millis, () -> cutAt = System.nanoTime());
  }

  /** How many acknowledged blocks the attached volume does not hold. */
  private int lost() throws IOException {
    return load.heldByDevice().lost().size();
  }

  /** Planted, in every replica: the block that was acknowledged first, and one of long before. */
  private void loseTheFirst(List<ReplicaState> replicas) throws IOException {
    load.loseTheFirst(replicas);
    load.loseAnOlder(replicas);
  }

  /**
   * The attached volume against what was acknowledged: more than the plan grants is FAIL.
   *
   * @param old the replicas that were in it when the power went, to tell where a loss happened
   */
  void measure(List<ReplicaState> old) throws IOException {
    BlockLoad.Held now = load.heldByDevice();
    double seconds = BlockLoad.secondsBefore(cutAt, now.lost());
    run.rpo("volumes", now.lost().size(), seconds, now.unansweredPresent(), now.unansweredAbsent());
    run.finding(
        "%s was written to until its end: of %d acknowledged blocks %d are lost, the oldest written %.1f s before that; %d of them are in no replica of then%s"
            .formatted(
                name,
                load.acknowledged(),
                now.lost().size(),
                seconds,
                inNone(now, old),
                disksAreCut
                    ? ""
                    : "; here a cut takes nothing from the nodes' disks, so that it may be none"));
  }

  /**
   * A replica directory as it lies on its node while no engine has it open.
   *
   * @param written when its head was last written to, by its node's clock
   * @param lost how many acknowledged blocks it does not hold
   */
  record Copy(String node, String directory, Instant written, int lost, int acknowledged) {

    @Override
    public String toString() {
      return "%s on %s, last written %s, without %d of %d acknowledged blocks"
          .formatted(directory, node, written, lost, acknowledged);
    }
  }

  /** What a human who has to choose can see of some replicas, and what each of them lacks. */
  List<Copy> copies(List<ReplicaState> replicas) throws IOException {
    List<Copy> copies = new ArrayList<>();
    for (ReplicaState replica : replicas) {
      copies.add(
          new Copy(
              replica.node(),
              replica.dataDirectory(),
              load.writtenOn(replica),
              load.heldBy(replica).lost().size(),
              load.acknowledged()));
    }
    return copies;
  }

  /** Whether it takes a write; nothing that is measured is touched. */
  Observation takesAWrite() {
    return load.takesBlocks();
  }

  /** What was durable long before the cut must be there: no budget grants any of it. */
  void checkOlder() {
    run.check(
        "older-blocks-kept",
        () -> {
          int missing = load.heldByDevice().settledLost();
          return missing == 0
              ? CheckResult.passed("every block of before the load is read as it was")
              : CheckResult.failed("blocks of before", missing + " are not what was written");
        });
  }

  private int inNone(BlockLoad.Held now, List<ReplicaState> old) throws IOException {
    Set<BlockLoad.Written> lost = new HashSet<>(now.lost());
    for (ReplicaState replica : old) {
      lost.retainAll(load.heldBy(replica).lost());
    }
    return lost.size();
  }
}
