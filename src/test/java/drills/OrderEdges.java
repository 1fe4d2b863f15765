package drills;

import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Gate;
import firedrill.recovery.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One step at a time is held back, from the same broken state, while the other three are done as
 * documented. Whoever stays false while it is held, and comes true once it is released, is gated by
 * it.
 */
final class OrderEdges {

  private static final Duration RELEASED_WITHIN = Duration.ofMinutes(3);

  private final HomeLab lab;
  private final DrillRun run;
  private final OrderLab orders;
  private final Set<String> held = new TreeSet<>();
  private final Set<String> free = new TreeSet<>();
  private final Set<String> open = new TreeSet<>();

  OrderEdges(HomeLab lab, DrillRun run, OrderLab orders) {
    this.lab = lab;
    this.run = run;
    this.orders = orders;
  }

  /**
   * @param usual what the slowest gate needs once all steps are done, seconds: watching shorter
   *     than twice that proves nothing
   */
  StepGraph find(double usual) throws Exception {
    boolean tells = run.plan().size("held-seconds") > 2 * usual;
    for (RecoveryStep step : RecoveryStep.values()) {
      run.timed(
          "with " + step + " held back",
          () -> {
            hold(step, tells);
            return null;
          });
    }
    return new StepGraph(held, free, open);
  }

  private void hold(RecoveryStep back, boolean tells) throws Exception {
    orders.rewind();
    run.gate("stage-set", orders.stage());
    // What Method D remembers of the step held back before is of volumes that the rewind took.
    DrillRun apart =
        DrillRun.apart(
            run.plan(), run.directory().resolve("held").resolve(back.name()), run.seed());
    try {
      hold(back, tells, apart);
    } finally {
      apart.journal().close();
    }
  }

  private void hold(RecoveryStep back, boolean tells, DrillRun apart) throws Exception {
    Blackout blackout = orders.blackout(apart);
    Map<RecoveryStep, Gate> gates = orders.gatesByStep(blackout, new Sealing(lab, run));
    List<String> trouble = new ArrayList<>();
    if (back == RecoveryStep.VSO) {
      // Left alone it would log in anew as soon as it can: its step is to have an operator at all.
      lab.vso().scale(0);
    }
    List<RecoveryStep> others =
        EnumSet.complementOf(EnumSet.of(back)).stream()
            .filter(step -> !orders.isDone(step, blackout, run, trouble))
            .collect(Collectors.toCollection(ArrayList::new));
    Set<RecoveryStep> came = watch(back, gates);
    if (back == RecoveryStep.VSO) {
      lab.vso().scale(1);
    } else {
      if (back == RecoveryStep.LONGHORN) {
        // Its step begins with all scaled down that mounts a volume; the ERP's is done anew.
        lab.erp().scale(0);
        others.add(RecoveryStep.ERP);
      }
      orders.isDone(back, blackout, run, trouble);
    }
    others.forEach(step -> orders.isDone(step, blackout, run, trouble));
    Set<RecoveryStep> after = await(back, gates);
    for (RecoveryStep other : EnumSet.complementOf(EnumSet.of(back))) {
      String edge = StepGraph.edge(back, other);
      boolean isFree = came.contains(other);
      boolean isHeld = !isFree && tells && after.contains(other);
      (isFree ? free : isHeld ? held : open).add(edge);
      run.observe(
          "edge",
          edge
              + ": while "
              + back
              + " was held back, "
              + other
              + (isFree ? " came true" : " stayed false for " + seconds() + " s")
              + "; once it was released it "
              + (after.contains(other) ? "was true" : "was not true in time"),
          isHeld);
    }
  }

  private int seconds() {
    return run.plan().size("held-seconds");
  }

  /** Who was true at any moment of it. */
  private Set<RecoveryStep> watch(RecoveryStep back, Map<RecoveryStep, Gate> gates) {
    Set<RecoveryStep> came = EnumSet.noneOf(RecoveryStep.class);
    long until = System.nanoTime() + Duration.ofSeconds(seconds()).toNanos();
    run.await(
        seconds() + " s with " + back + " held back",
        () -> {
          came.addAll(truth(gates));
          return Observation.of(System.nanoTime() > until, "true so far: " + came);
        },
        Duration.ofSeconds(seconds() + 30L));
    return came;
  }

  /** Who is true, all of them at best, once nothing is held back any more. */
  private Set<RecoveryStep> await(RecoveryStep back, Map<RecoveryStep, Gate> gates) {
    Set<RecoveryStep> now = EnumSet.noneOf(RecoveryStep.class);
    run.expectWithin(
        "all-true-once-released",
        () -> {
          now.clear();
          now.addAll(truth(gates));
          return Observation.of(now.size() == gates.size(), back + " is released; true are " + now);
        },
        RELEASED_WITHIN);
    return now;
  }

  /** One that cannot be asked is not true. */
  private static Set<RecoveryStep> truth(Map<RecoveryStep, Gate> gates) {
    Set<RecoveryStep> now = new TreeSet<>();
    new EnumMap<>(gates)
        .forEach(
            (step, gate) -> {
              if (isTrue(gate)) {
                now.add(step);
              }
            });
    return now;
  }

  private static boolean isTrue(Gate gate) {
    try {
      return gate.condition().check().ok();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      return false;
    }
  }
}
