package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.VolumeState;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.replica.MergedContent;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.fault.Evidence;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.FolderView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A volume whose blocks are being written when the power goes, at a moment of the seed: every write
 * waits for the acknowledgement of the one before. What it has lost is measured once it is back.
 */
final class BusyVolume {

  private static final long BYTES = 32L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Where it is attached, and its engine runs. */
  private static final String ATTACHED_ON = "pi2";

  private final DrillRun run;
  private final Longhorn longhorn;
  private final String name;
  private final BlockLoad load;
  private final int millis;
  private final boolean disksAreCut;
  private List<Then> then = List.of();
  private List<BlockLoad.Written> lost = List.of();
  private long dark;

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
    return new BusyVolume(lab, run, "busy", LoadSpan.ofTheCut(run));
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
    busy.look(replicas);
    busy.measure();
    busy.checkOlder();
  }

  /**
   * A twin's: of two replicas that were in the volume until its end one lacks the write that was
   * acknowledged last, as one does whose node died a moment before the engine; and that one is
   * taken.
   */
  static void worseReplicaTaken(StorageLab lab, DrillRun run) throws Exception {
    BusyVolume busy = new BusyVolume(lab, run, "worse", run.plan().size("latest-cut-milliseconds"));
    KnownVolume fresh =
        new KnownVolume(
            lab.longhorn(), "from-the-worse", BYTES, 2, run.directory().resolve("fresh.img"));
    run.prepare(
        "a volume, half of it written, and a blank one",
        () -> {
          busy.create();
          fresh.create();
          fresh.ask(ATTACHED_ON);
          busy.settle();
          fresh.awaitAttached();
        });
    busy.write();
    lab.longhorn().detach(busy.name(), "drill");
    lab.longhorn()
        .awaitState(busy.name(), VolumeState::isDetached, LIMIT, busy.name() + " is detached");
    List<ReplicaState> replicas = lab.longhorn().replicas(busy.name());
    ReplicaState worse =
        replicas.stream().filter(r -> !r.node().equals(ATTACHED_ON)).findFirst().orElseThrow();
    run.inject(
        new Mistake(
            "worse-replica-taken",
            worse.dataDirectory() + " on " + worse.node(),
            () -> {
              busy.load.loseTheLast(worse);
              busy.look(replicas);
              busy.fill(fresh, worse);
            },
            () -> {
              List<Copy> copies = busy.copies(replicas);
              return Evidence.of(
                  copies.stream().filter(c -> c.lost() == 0).count() == replicas.size() - 1,
                  copies.toString());
            }));
    boolean best = busy.measure(fresh.name());
    run.claim(
        "method-d-safe",
        ClaimOutcome.of(best),
        "Method D from the worse of " + replicas.size() + " replicas: " + busy.foundLost());
  }

  /** A human's Method D, from a replica at rest. */
  private void fill(KnownVolume fresh, ReplicaState from) throws IOException {
    try (FolderView view = longhorn.files(from).view(run.directory().resolve("taken"));
        BlockDevice device = fresh.device()) {
      MergedContent.of(ReplicaDirectory.at(view.path()).chain()).to(device::write);
    }
  }

  String name() {
    return name;
  }

  /** With three replicas; returns at once, for it is attached beside others. */
  void create() {
    longhorn.createVolume(name, BYTES, 3);
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is made");
    longhorn.attach(name, ATTACHED_ON, "drill");
  }

  /** Attached once more, after its resources were put back. */
  void useAgain() {
    longhorn.awaitState(name, VolumeState::isDetached, LIMIT, name + " is taken in");
    longhorn.attach(name, ATTACHED_ON, "drill");
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
          run.inject(cut);
          // While the plugs are pulled writes are still acknowledged: they were before the cut.
          dark = System.nanoTime();
        });
  }

  /** Nothing is cut, and the last write is acknowledged. */
  private void write() {
    load.writeFor(run, millis, () -> {});
    dark = System.nanoTime();
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

  /** What a replica held before anything was recovered. */
  private record Then(ReplicaState replica, Set<BlockLoad.Written> lost) {
    /** Whether it held something of this. */
    boolean holdsOneOf(List<BlockLoad.Written> some) {
      return !lost.containsAll(some);
    }

    @Override
    public String toString() {
      return replica.dataDirectory() + " on " + replica.node();
    }
  }

  /**
   * Remembers what replicas hold, while no engine has them open.
   *
   * @param old those that were in the volume when the power went
   */
  void look(List<ReplicaState> old) throws IOException {
    List<Then> now = new ArrayList<>();
    for (ReplicaState replica : old) {
      now.add(new Then(replica, Set.copyOf(load.heldBy(replica).lost())));
    }
    then = now;
  }

  /** See {@link #measure(String)}; the volume itself is what was recovered. */
  boolean measure() throws IOException {
    return measure(name);
  }

  /**
   * An attached volume against what was acknowledged, and against the replicas that {@link #look}
   * has seen: more lost than the plan grants is FAIL, and so is what another replica held.
   *
   * @return whether no replica held what is lost
   */
  private boolean measure(String recovered) throws IOException {
    BlockLoad.Held now = load.heldByDevice(recovered);
    lost = now.lost();
    run.rpo("volumes", now.before(dark));
    run.finding(foundLost());
    return run.check(
        "no-better-replica-left",
        () ->
            better().isEmpty()
                ? CheckResult.passed(then.size() + " replicas of then: " + foundLost())
                : CheckResult.failed("a better replica, " + better().get(), foundLost()));
  }

  /** What {@link #measure} has found, in words. */
  String foundLost() {
    return "%s was written to until its end: of %d acknowledged blocks %d are lost%s; %d of them are in no replica of then; %s"
        .formatted(
            name,
            load.acknowledged(),
            lost.size(),
            lost.isEmpty()
                ? ""
                : ", the oldest acknowledged %.3f s before that"
                    .formatted(BlockLoad.secondsBefore(dark, lost)),
            inNone(),
            disksAreCut
                ? "a cut takes from the nodes' disks what no journal has committed"
                : "a cut takes nothing from the nodes' disks here, and no loss is granted");
  }

  /**
   * A replica of then that held what is lost. Disks that are cut may each have lost something else:
   * there it must have held all that was recovered as well.
   */
  private Optional<Then> better() {
    return then.stream()
        .filter(t -> t.holdsOneOf(lost))
        .filter(t -> !disksAreCut || new HashSet<>(lost).containsAll(t.lost()))
        .findFirst();
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

  /** Which of some a human takes, and why. */
  HumanChoice choice(List<Copy> copies) {
    return HumanChoice.among(
        copies.stream()
            .map(c -> new HumanChoice.Seen(c.directory(), c.node(), c.written()))
            .toList(),
        attachedOn());
  }

  /** Whoever attached it knows. */
  Set<String> attachedOn() {
    return Set.of(ATTACHED_ON);
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

  private long inNone() {
    return lost.stream().filter(w -> then.stream().allMatch(t -> t.lost().contains(w))).count();
  }
}
