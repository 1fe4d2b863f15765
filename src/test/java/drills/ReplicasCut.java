package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A volume of three replicas that is written to until the power goes. */
final class ReplicasCut {

  private static final long BYTES = 32L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final StorageLab lab;
  private final DrillRun run;
  private final Longhorn longhorn;
  private final String volume;
  private final BlockLoad load;
  private List<ReplicaState> replicas = List.of();
  private List<BlockLoad.Held> held = List.of();
  private BlockLoad.Held users = new BlockLoad.Held("nobody yet", List.of(), 0, Optional.empty());
  private final Map<String, Integer> repairsBefore = new TreeMap<>();
  private long at;

  ReplicasCut(StorageLab lab, DrillRun run, String volume) {
    this.lab = lab;
    this.run = run;
    this.longhorn = lab.longhorn();
    this.volume = volume;
    this.load = new BlockLoad(longhorn, volume, BYTES, run.random("blocks"));
  }

  /**
   * Half of it is written, and durable.
   *
   * @param options that the nodes' file systems are mounted with from then on; none when empty
   */
  void prepare(String options) throws Exception {
    run.prepare(
        "a volume of three replicas, half of it written",
        () -> {
          String missing = longhorn.installation().missing();
          run.await(
              "Longhorn to be ready",
              () -> Observation.of(longhorn.installation().ready(), missing),
              Duration.ofMinutes(3));
          longhorn.createVolume(volume, BYTES, 3);
          longhorn.awaitState(volume, VolumeState::isDetached, LIMIT, volume + " is made");
          longhorn.attach(volume, "pi2", "drill");
          longhorn.awaitState(volume, VolumeState::isHealthy, LIMIT, volume + " is attached");
          load.settle();
          LoadSpan.pass(run, "the nodes' journals to be committed", LoadSpan.JOURNALLED);
          if (!options.isEmpty()) {
            lab.sandbox().nodes().forEach(n -> lab.sandbox().disks().remount(n, options));
          }
        });
    run.steadyState("volume-healthy", this::healthy);
    replicas = longhorn.replicas(volume);
    lab.sandbox().nodes().forEach(n -> repairsBefore.put(n.name(), n.repairs().size()));
  }

  /** The plug is pulled at a moment of the seed while blocks are written. */
  void cut(PowerCut cut) throws Exception {
    cut(cut, LoadSpan.ofTheCut(run));
  }

  /**
   * @param after so many milliseconds of writes
   */
  void cut(PowerCut cut, int after) throws Exception {
    load.writeFor(
        run,
        after,
        () -> {
          load.awaitAcknowledgement(run);
          run.inject(cut);
          // While the plugs are pulled writes are still acknowledged: they were before the cut.
          at = System.nanoTime();
        });
    // Before the engine starts again: it would have the others rebuilt from one of them.
    run.step(
        Step.of(
            "power-on",
            Actor.HUMAN,
            () -> {
              cut.restore();
              look();
            }));
    run.gate("volume-back", this::healthy);
    run.wrote("a block");
  }

  /** Blocks are written for so long, and then no more. */
  void writeFor(int millis) {
    load.writeFor(run, millis, () -> {});
    at = System.nanoTime();
  }

  /** Planted, in every replica. */
  void loseTheFirst() throws IOException {
    load.loseTheFirst(replicas);
  }

  /** What each replica holds now; its node must have power. */
  void look() throws IOException {
    List<BlockLoad.Held> now = new ArrayList<>();
    for (ReplicaState replica : replicas) {
      now.add(load.heldBy(replica));
    }
    held = now;
  }

  List<ReplicaState> replicas() {
    return replicas;
  }

  Observation healthy() {
    String robustness = longhorn.volume(volume).map(VolumeState::robustness).orElse("not there");
    if (longhorn.volume(volume).filter(VolumeState::isHealthy).isEmpty()) {
      return Observation.notYet(volume + " is " + robustness);
    }
    Observation served = load.takesBlocks();
    return Observation.of(served.ok(), volume + " is " + robustness + "; " + served.text());
  }

  /**
   * Whether each disk by itself holds all that was acknowledged, and what was there before, and
   * none had to be repaired.
   */
  boolean isEachIntact() {
    return held.stream().allMatch(h -> h.lost().isEmpty() && h.settledLost() == 0)
        && repairs().isEmpty();
  }

  /** What the nodes' file systems needed beyond their journals since this began, in words. */
  List<String> repairs() {
    return lab.sandbox().nodes().stream()
        .flatMap(
            node ->
                node.repairs().stream()
                    .skip(repairsBefore.getOrDefault(node.name(), 0))
                    .map(text -> node.name() + ": " + text))
        .toList();
  }

  /** Acknowledged blocks that no replica holds. */
  Set<BlockLoad.Written> lost() {
    Set<BlockLoad.Written> everywhere = new HashSet<>(held.get(0).lost());
    held.forEach(h -> everywhere.retainAll(h.lost()));
    return everywhere;
  }

  /** How long before all was dark the oldest of some was written, in seconds. */
  double secondsLost(Collection<BlockLoad.Written> lost) {
    return BlockLoad.secondsBefore(at, lost);
  }

  /**
   * What whoever reads the volume misses, into the verdict: more than the plan grants is FAIL, less
   * is a finding. The volume must be attached.
   */
  void measure() throws IOException {
    users = load.heldByDevice();
    run.rpo("volumes", users.before(at));
  }

  /** What {@link #measure} found. */
  BlockLoad.Held users() {
    return users;
  }

  /** Blocks that were there before the load began, counted in every replica and once as read. */
  long olderMissing() {
    return Stream.concat(held.stream(), Stream.of(users))
        .mapToLong(BlockLoad.Held::settledLost)
        .sum();
  }

  /** What was durable before must be in every replica. */
  void checkOlder() {
    run.check(
        "older-blocks-kept",
        () ->
            olderMissing() == 0
                ? CheckResult.passed("every block of before is in every replica, and is read")
                : CheckResult.failed(
                    "blocks of before",
                    "missing, over all replicas and as read: " + olderMissing()));
  }

  /** The replicas on other nodes than the one that was cut must hold everything. */
  boolean checkOthers(String cutNode) {
    List<BlockLoad.Held> others = held.stream().filter(h -> !h.replica().equals(cutNode)).toList();
    return run.check(
        "others-hold-everything",
        () ->
            others.size() == 2
                    && others.stream().allMatch(h -> h.lost().isEmpty() && h.settledLost() == 0)
                ? CheckResult.passed(toString())
                : CheckResult.failed("the other replicas", toString()));
  }

  int acknowledged() {
    return load.acknowledged();
  }

  @Override
  public String toString() {
    return held.stream()
        .map(
            h ->
                "missing on %s: %d of those written over older ones, %d of those written into holes, %d of before"
                    .formatted(h.replica(), h.lost(false), h.lost(true), h.settledLost()))
        .collect(Collectors.joining("; "));
  }
}
