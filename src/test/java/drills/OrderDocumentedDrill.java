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

  @Scenario("documented-order")
  void theDocumentedOrderEndsTheSameEachTime(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      OrderMattersDrill.stage(orders, run);
      List<OrderOutcome> attempts = new ArrayList<>();
      for (int made = 0; made < run.plan().size("unaided-runs"); made++) {
        attempts.add(attempt(orders, run, DOCUMENTED + "-" + (made + 1)));
      }
      claim(run, attempts, "");
      isGreen(worst(attempts), run);
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

  /** Red before unknown before green. */
  private static OrderOutcome worst(List<OrderOutcome> attempts) {
    return attempts.stream()
        .filter(o -> o.end() == OrderOutcome.End.RED)
        .findFirst()
        .or(() -> attempts.stream().filter(o -> !o.good()).findFirst())
        .orElseGet(() -> attempts.get(0));
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
   * Red once is enough to refute; green only by itself each time confirms.
   *
   * @param how what was different about these attempts
   */
  static void claim(DrillRun run, List<OrderOutcome> attempts, String how) {
    run.claim(
        "order-deterministic",
        attempts.stream().anyMatch(o -> o.end() == OrderOutcome.End.RED)
            ? ClaimOutcome.REFUTED
            : !attempts.isEmpty() && attempts.stream().allMatch(o -> o.good() && o.unaided())
                ? ClaimOutcome.CONFIRMED
                : ClaimOutcome.UNDECIDED,
        how
            + "the documented order, its third step a restart of VSO's operator, done "
            + attempts.size()
            + " times, "
            + attempts.stream().filter(OrderOutcome::unaided).count()
            + " of them with each step done once and nothing beside: "
            + attempts);
  }
}
