package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.git.GitException;
import firedrill.fault.PowerCut;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.GitOpsLab;
import firedrill.lab.GitOpsLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.verdict.VerdictKind;

/**
 * {@code foundations-first} with a cluster that there is: down while pi2 comes up, and built from
 * what pi2 serves.
 */
@Drill("foundations-first")
@LabWith(GitOpsLabFactory.class)
@Needs(Capability.CUT_POWER)
class FoundationsClusterDrill {

  @Scenario("cluster-from-git")
  void theClusterIsBuiltFromWhatCameUpBeforeIt(GitOpsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    PowerCut cut = PowerCut.ofAll(lab.sandbox());
    run.inject(cut);
    foundations.recover();
    Observation down = cluster.down();
    boolean alone =
        run.expect("cluster-still-down", down.text(), down.ok())
            && lab.sandbox().nodes().stream().filter(Node::isRunning).count() == 1;
    foundations.claimAnswer(alone, "with a cluster that is down (" + down.text() + ")");
    boolean same = cluster.fetch();
    run.step(cluster.powerTheOthers());
    cluster.awaitNodes();
    run.step(cluster.sync());
    run.gate("synced-from-git", cluster.synced());
    run.claim(
        "platform-bootstraps-itself",
        ClaimOutcome.of(alone && same),
        "fetched from Gitea while no API server answered: "
            + (same ? "as pushed" : "differs")
            + "; applied afterwards: "
            + cluster.synced().check().text());
    foundations.writeAgain();
    foundations.verifyPushes();
  }

  @Twin(value = "cluster-before-pi2", expect = VerdictKind.FAIL, culprit = "synced-from-git")
  void aClusterWithNothingToSyncAgainstIsNamed(GitOpsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(PowerCut.ofAll(lab.sandbox()));
    run.step(cluster.powerTheOthers());
    cluster.awaitNodes();
    String why = "";
    try {
      cluster.fetch();
    } catch (GitException e) {
      why = e.getMessage();
    }
    boolean on = lab.node().isRunning();
    String pi2 = "pi2 has " + (on ? "power" : "no power");
    Planted.gate(run, "synced-from-git", cluster.synced(), pi2 + ": " + why);
    run.claim(
        "platform-bootstraps-itself",
        // With power it would be a clone that came too early, and say nothing.
        ClaimOutcome.of(on || why.isEmpty()),
        "the cluster is there, and " + pi2 + ": " + (why.isEmpty() ? "fetched all the same" : why));
    foundations.recover();
    cluster.awaitNodes();
  }

  @Twin(
      value = "all-at-once",
      expect = VerdictKind.FAIL,
      culprit = {
        "sync after gitops-cloned",
        "cluster-still-down",
        "the description of the application"
      })
  void powerForAllAtOnceAndAnotherDescriptionAreNamed(GitOpsLab lab, DrillRun run)
      throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(PowerCut.ofAll(lab.sandbox()));
    Planted.tooEarly(run, cluster.sync());
    run.step(cluster.powerAllAtOnce());
    cluster.awaitNodes();
    foundations.recover();
    Observation down = cluster.down();
    run.expect("cluster-still-down", down.text(), down.ok());
    cluster.describeOtherwise();
    cluster.fetch();
  }
}
