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

  /** What nobody releases does not come true however long it is watched. */
  private static final Duration KEPT_WITHIN = Duration.ofSeconds(20);

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

  StepGraph find() throws Exception {
    for (RecoveryStep step : RecoveryStep.values()) {
      run.timed(
          "with " + step + " held back",
          () -> {
            hold(step, true);
            return null;
          });
    }
    return graph();
  }

  /** Planted: one step is held back, and nobody releases it. */
  StepGraph keep(RecoveryStep back) throws Exception {
    run.timed(
        "with " + back + " held back for good",
        () -> {
          hold(back, false);
          return null;
        });
    return graph();
  }

  private StepGraph graph() {
    return new StepGraph(held, free, open);
  }

  private void hold(RecoveryStep back, boolean released) throws Exception {
    orders.rewind();
    run.gate("stage-set", orders.stage());
    // What Method D remembers of the step held back before is of volumes that the rewind took.
    DrillRun apart =
        DrillRun.apart(
            run.plan(), run.directory().resolve("held").resolve(back.name()), run.seed());
    try {
      hold(back, released, apart);
    } finally {
      apart.journal().close();
    }
  }

  private void hold(RecoveryStep back, boolean released, DrillRun apart) throws Exception {
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
    Map<RecoveryStep, Long> began = new EnumMap<>(RecoveryStep.class);
    if (released) {
      release(back, blackout, others, trouble, began);
    }
    Map<RecoveryStep, Duration> after = await(back, gates, began, released);
    for (RecoveryStep other : EnumSet.complementOf(EnumSet.of(back))) {
      String edge = StepGraph.edge(back, other);
      boolean isFree = came.contains(other);
      boolean isHeld = !isFree && tells(after.get(other));
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
              + (after.containsKey(other)
                  ? "was true within " + after.get(other).toMillis() + " ms of its own step"
                  : "was not true in time"),
          isHeld);
    }
  }

  /**
   * "Not while it is held" counts only when the same, unhindered, is well within that time.
   *
   * @param took null for one that did not come true
   */
  private boolean tells(Duration took) {
    return took != null && took.multipliedBy(2).toSeconds() < seconds();
  }

  /**
   * Does the step that was held back, and again what could not be done without it.
   *
   * @param began when each step's own time runs from, filled here
   */
  private void release(
      RecoveryStep back,
      Blackout blackout,
      List<RecoveryStep> others,
      List<String> trouble,
      Map<RecoveryStep, Long> began)
      throws Exception {
    if (back == RecoveryStep.VSO) {
      lab.vso().scale(1);
    } else {
      orders.isDone(back, blackout, run, trouble);
    }
    EnumSet.allOf(RecoveryStep.class).forEach(step -> began.put(step, System.nanoTime()));
    for (RecoveryStep step : others) {
      orders.isDone(step, blackout, run, trouble);
      began.put(step, System.nanoTime());
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

  /**
   * Who comes true, all of them at best, once nothing is held back any more.
   *
   * @param began since when each step's own time runs; none when nothing was released
   * @return how long each took from its own step, at most: it may have been true unasked
   */
  private Map<RecoveryStep, Duration> await(
      RecoveryStep back,
      Map<RecoveryStep, Gate> gates,
      Map<RecoveryStep, Long> began,
      boolean released) {
    Map<RecoveryStep, Duration> took = new EnumMap<>(RecoveryStep.class);
    long asked = System.nanoTime();
    run.expectWithin(
        "all-true-once-released",
        () -> {
          Set<RecoveryStep> now = truth(gates);
          now.forEach(
              step ->
                  took.putIfAbsent(
                      step, Duration.ofNanos(System.nanoTime() - began.getOrDefault(step, asked))));
          return Observation.of(
              now.size() == gates.size(),
              back + (released ? " is released" : " is kept back") + "; true are " + now);
        },
        released ? RELEASED_WITHIN : KEPT_WITHIN);
    return took;
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
