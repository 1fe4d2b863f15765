package drills;

import firedrill.fault.VaultSeal;
import firedrill.integrity.Fate;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The node on which the ERP runs loses its cable for a minute under load: NotReady, its pods are
 * taken away, and all comes back by itself once the cable is plugged in again.
 */
@Drill("node-cut-off")
@LabWith(NodeCutOffDrill.ErpOnTheCutNode.class)
@Needs(Capability.PARTITION)
class NodeCutOffDrill {

  private static final String NODE = "pi3";

  /**
   * The ERP on the node that is cut. Vault and its operator elsewhere: a Vault that is evicted
   * comes back sealed, which is {@code vault-sealed}'s to drill.
   */
  static final class ErpOnTheCutNode extends HomeLabFactory {
    @Override
    protected boolean fitsOneNode() {
      return false;
    }

    @Override
    protected Map<String, String> pins() {
      return Map.of(
          "erp/erp",
          NODE,
          "erp/letterhead",
          NODE,
          "vault/vault",
          "pi1",
          "vault-secrets-operator/vault-secrets-operator",
          "pi1");
    }
  }

  @Scenario("comes-back-by-itself")
  void aMinuteWithoutItsCableCostsAMinuteAndNothingElse(HomeLab lab, DrillRun run)
      throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      Instant cut = node.pull(load);
      node.awaitEviction();
      node.stayCut("cut-seconds", cut, load);
      node.noEntryWhileCut(load);
      node.vaultUndisturbed();
      run.step(node.restoreLink(load));
      run.gate("node-ready", node.nodesReady());
      run.gate("erp-takes-entries", node.takesEntries(load));
      run.gate("pods-ready", node.everyPodReady());
      load.verify(cut);
    }
  }

  @Twin(
      value = "link-never-restored",
      expect = VerdictKind.FAIL,
      culprit = {"node-ready", "steady nodes-ready", "steady all-pods-ready", "steady erp-serving"},
      gates = {"node-ready"})
  void withoutItsCableTheNodeStaysAway(HomeLab lab, DrillRun run) throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      Instant cut = node.pull(load);
      node.stayCut("twin-cut-seconds", cut, load);
      Planted.gate(run, "node-ready", node.nodesReady(), "nobody plugs the cable in");
    }
  }

  @Twin(
      value = "node-left-cordoned",
      expect = VerdictKind.FAIL,
      culprit = "erp-takes-entries",
      gates = {"node-ready", "erp-takes-entries"})
  void anErpWhoseNodeIsClosedWaitsForItsDisk(HomeLab lab, DrillRun run) throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      node.pull(load);
      run.inject(new NodeCordoned(lab.platform().kubernetes(), NODE));
      node.awaitEviction();
      run.step(node.restoreLink(load));
      run.gate("node-ready", node.nodesReady());
      Planted.gate(
          run, "erp-takes-entries", node.takesEntries(load), "its node is closed to new pods");
    }
  }

  @Twin(value = "secret-changed-meanwhile", expect = VerdictKind.FAIL, culprit = "pods-ready")
  void aPodThatIsNotReadyIsNamed(HomeLab lab, DrillRun run) throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      Instant cut = node.pull(load);
      run.inject(new SecretChanged(lab.platform().kubernetes(), lab.letterhead()));
      node.stayCut("twin-cut-seconds", cut, load);
      run.step(node.restoreLink(load));
      run.gate("node-ready", node.nodesReady());
      run.gate("erp-takes-entries", node.takesEntries(load));
      Planted.gate(
          run, "pods-ready", node.everyPodReady(), "nobody puts the line back into the Secret");
    }
  }

  /** Closed to new work and never cut off; then Vault is sealed, which no cut of pi3 does. */
  @Twin(
      value = "never-cut",
      expect = VerdictKind.FAIL,
      culprit = {
        "erp-on-the-cut-node",
        "pods-not-ready-while-cut",
        "pods-taken-away",
        "no-entry-while-cut",
        "vault-undisturbed"
      })
  void aNodeThatKeepsItsCableIsNamed(HomeLab lab, DrillRun run) throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    new CutNode(lab, run, "pi2").erpIsHere();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      Instant closed = load.now();
      run.inject(new NodeCordoned(lab.platform().kubernetes(), NODE));
      node.podsBecomeNotReady();
      node.awaitEviction();
      node.noEntrySince(closed, load);
      run.inject(new VaultSeal(lab.vault()));
      node.vaultUndisturbed();
    }
  }

  @Twin(value = "row-deleted", expect = VerdictKind.FAIL, culprit = "entry * is missing")
  void anAcknowledgedRowThatIsGoneIsNamed(HomeLab lab, DrillRun run) throws Exception {
    CutNode node = new CutNode(lab, run, NODE);
    node.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      Instant cut = node.pull(load);
      node.stayCut("twin-cut-seconds", cut, load);
      run.step(node.restoreLink(load));
      run.gate("node-ready", node.nodesReady());
      run.gate("erp-takes-entries", node.takesEntries(load));
      run.gate("pods-ready", node.everyPodReady());
      load.stop();
      List<Fate> acked = load.history().acked();
      run.inject(new LedgerRowDeleted(lab.books(), acked.get(acked.size() - 5).content().id()));
      load.verify(cut);
    }
  }
}
