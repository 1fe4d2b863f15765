package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.vault.Leases;
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
import java.util.List;

/** Which of the four steps really needs which: each held back, and released again. */
@Drill("order-matters")
@LabWith(LonghornLabFactory.class)
@Needs({
  Capability.CUT_POWER,
  Capability.REWIND_DISKS,
  Capability.NODE_FILES,
  Capability.VOLUME_BLOCKS
})
class OrderEdgesDrill {

  private static final String DOCUMENTED = "LVOE";

  @Scenario("edges")
  void eachStepIsHeldBackOnce(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      OrderOutcome unhindered =
          run.timed(
              "the documented order, unhindered",
              () ->
                  orders.attemptFromStage(
                      DOCUMENTED, run.directory().resolve("orders").resolve(DOCUMENTED)));
      OrderDocumentedDrill.isGreen(unhindered, run);
      StepGraph graph = new OrderEdges(lab, run, orders).find();
      run.picture("graph", graph.svg());
      run.finding(
          "documented beside found: "
              + graph.beside()
              + "; found and not documented: "
              + graph.surprises()
              + "; drawn beside the documented one");
      claim(run, graph);
      edgesKnown(run, graph);
    }
  }

  @Twin(
      value = "never-released",
      expect = VerdictKind.FAIL,
      culprit = {"all-true-once-released", "edges-known"})
  void aStepThatNobodyReleasesIsNamed(HomeLab lab, DrillRun run) throws Exception {
    try (OrderLab orders = new OrderLab(lab, run)) {
      orders.breakAndSave();
      edgesKnown(run, new OrderEdges(lab, run, orders).keep(RecoveryStep.UNSEAL));
      // Whatever comes next in this lab needs a Vault that is open.
      lab.vault().unseal(lab.vault().key().key());
    }
  }

  private static void edgesKnown(DrillRun run, StepGraph graph) {
    run.check(
        "edges-known",
        () ->
            graph.open().isEmpty()
                ? CheckResult.passed("gated: " + graph.held() + "; not gated: " + graph.free())
                : CheckResult.failed("edges-known", "unknown: " + graph.open()));
  }

  private static void claim(DrillRun run, StepGraph graph) {
    run.claim(
        "each-step-gates-next",
        !graph.refuted().isEmpty()
            ? ClaimOutcome.REFUTED
            // Two of the edges are this lab's leases' doing, so all six found confirm nothing.
            : ClaimOutcome.UNDECIDED,
        graph.beside()
            + "; all six: "
            + graph.isWholeAsDocumented()
            + "; VSO was held back by taking its operator away, for left alone it logs in anew; the"
            + " logins that the ERP had before the cut were valid for "
            + Leases.ofDrill().database().toSeconds()
            + " s, and that alone makes V→E and O→E: vault-sealed/long-leases asks them with longer"
            + " ones");
    List<String> back =
        graph.free().stream().filter(e -> !StepGraph.documented().contains(e)).toList();
    run.control(
        "each-step-gates-next",
        ClaimOutcome.of(back.isEmpty()),
        "the same question of a later step and an earlier one: not gated are " + back);
  }
}
