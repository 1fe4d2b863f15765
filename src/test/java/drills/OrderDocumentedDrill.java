package drills;

import static drills.OrderMattersDrill.DOCUMENTED;

import firedrill.claims.ClaimOutcome;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.util.ArrayList;
import java.util.List;

/** The documented order alone, several times from one broken state, with nothing done beside. */
@Drill("order-matters")
@LabWith(LonghornLabFactory.class)
@Needs({
  Capability.CUT_POWER,
  Capability.REWIND_DISKS,
  Capability.NODE_FILES,
  Capability.VOLUME_BLOCKS
})
class OrderDocumentedDrill {

  private static final double PATIENCE = OrderLab.GATE_WITHIN.toSeconds();

  @Scenario("documented-order")
  void theDocumentedOrderEndsTheSameEachTime(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      OrderMattersDrill.stage(orders, run);
      List<OrderOutcome> attempts = new ArrayList<>();
      int unaided = run.plan().size("unaided-runs");
      while (OrderVerdict.isUntold(attempts, unaided, PATIENCE)) {
        attempts.add(attempt(orders, run, DOCUMENTED + "-" + (attempts.size() + 1)));
      }
      claim(run, attempts, "");
      isGreen(worst(attempts, unaided), run);
    }
  }

  private static OrderOutcome attempt(OrderLab orders, DrillRun run, String name) throws Exception {
    OrderOutcome outcome =
        run.timed(
            "order " + name,
            () -> orders.attemptFromStage(DOCUMENTED, OrderMattersDrill.evidence(run, name)));
    run.observe("order", outcome.toString(), outcome.end().name());
    return outcome;
  }

  /** Red before late before green; where too few were green, one that broke. */
  private static OrderOutcome worst(List<OrderOutcome> attempts, int unaided) {
    List<OrderOutcome> told = OrderVerdict.told(attempts, PATIENCE);
    List<OrderOutcome> late = new ArrayList<>(told);
    late.removeAll(attempts);
    boolean enough = told.stream().filter(OrderOutcome::good).count() >= unaided;
    return told.stream()
        .filter(o -> o.end() == OrderOutcome.End.RED)
        .findFirst()
        .or(() -> late.stream().findFirst())
        .or(() -> told.stream().filter(o -> o.good() == enough).findFirst())
        .orElseThrow();
  }

  @Twin(
      value = "wrong-key",
      expect = VerdictKind.FAIL,
      culprit = "the documented order at vault-unsealed")
  void withTheWrongKeyTheDocumentedOrderIsNotGreen(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      OrderMattersDrill.stage(orders, run);
      OrderOutcome outcome =
          orders.withWrongKey().attempt(DOCUMENTED, OrderMattersDrill.evidence(run, DOCUMENTED));
      claim(run, List.of(outcome), "with the wrong key, ");
      isGreen(outcome, run);
    }
  }

  static void isGreen(OrderOutcome outcome, DrillRun run) {
    if (outcome.end() == OrderOutcome.End.UNKNOWN) {
      // An attempt that broke says nothing, of a wrong key least of all.
      throw new IllegalStateException("the documented order is unknown: " + outcome);
    }
    run.check(
        "documented-order-green",
        () ->
            outcome.good()
                ? CheckResult.passed(outcome.toString())
                : CheckResult.failed(
                    "the documented order at " + outcome.diedAt(), outcome.toString()));
  }

  /**
   * Red once is enough to refute, unless a gate was only not passed in time; green only by itself
   * each time confirms. An attempt that broke is none; one that was late is not green.
   *
   * @param how what was different about these attempts
   */
  static void claim(DrillRun run, List<OrderOutcome> made, String how) {
    List<OrderOutcome> told = OrderVerdict.told(made, PATIENCE);
    List<OrderOutcome> green = told.stream().filter(OrderOutcome::good).toList();
    boolean late = made.stream().anyMatch(o -> o.end() == OrderOutcome.End.RED);
    run.claim(
        "order-deterministic",
        told.stream().anyMatch(o -> o.end() == OrderOutcome.End.RED)
            ? ClaimOutcome.REFUTED
            : !late
                    && green.size() >= run.plan().size("unaided-runs")
                    && green.stream().allMatch(OrderOutcome::unaided)
                ? ClaimOutcome.CONFIRMED
                : ClaimOutcome.UNDECIDED,
        how
            + "the documented order, its third step a restart of VSO's operator, done "
            + made.size()
            + " times, "
            + green.stream().filter(OrderOutcome::unaided).count()
            + " times green with each step done once and nothing beside: "
            + told);
  }
}
