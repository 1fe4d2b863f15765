package drills;

import firedrill.component.git.GitException;
import firedrill.fault.Crash;
import firedrill.fault.Fault;
import firedrill.fault.PowerCut;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.GitOpsLab;
import firedrill.lab.GitOpsLabFactory;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/**
 * {@code foundations-first} with a cluster that there is: down while pi2 comes up, and built from
 * what pi2 serves.
 */
@Drill("foundations-first")
@LabWith(GitOpsLabFactory.class)
class FoundationsClusterDrill {

  @Scenario("cluster-from-git")
  @Needs(Capability.CUT_POWER)
  void theClusterIsBuiltFromWhatCameUpBeforeIt(GitOpsLab lab, DrillRun run) throws Exception {
    isBuiltAfter(PowerCut.ofAll(lab.sandbox()), lab, run);
  }

  @Scenario("cluster-from-git-after-crash")
  @Needs(Capability.CRASH)
  void theClusterIsBuiltFromWhatSurvivedACrash(GitOpsLab lab, DrillRun run) throws Exception {
    isBuiltAfter(Crash.ofAll(lab.sandbox()), lab, run);
  }

  private static void isBuiltAfter(Fault allDown, GitOpsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(allDown);
    try {
      foundations.recover();
    } catch (GateFailedException e) {
      // What does not come up alone, or cannot be cloned, is the answer.
      Observation alone = Observation.allOf(cluster.down(), foundations.alone());
      foundations.claimAnswer(alone);
      foundations.claimBootstrap(alone, foundations.isCloned(), e.getMessage());
      throw e;
    }
    Observation down = cluster.down();
    run.expect("cluster-still-down", down.text(), down.ok());
    Observation alone = Observation.allOf(down, foundations.alone());
    foundations.claimAnswer(alone);
    boolean same = cluster.fetch();
    run.step(cluster.powerTheOthers());
    cluster.awaitNodes();
    run.step(cluster.sync());
    try {
      run.gate("synced-from-git", cluster.synced());
    } finally {
      foundations.claimBootstrap(
          alone, same, "applied afterwards: " + cluster.synced().check().text());
    }
    foundations.writeAgain();
    foundations.verifyPushes();
  }

  @Twin(value = "cluster-before-pi2", expect = VerdictKind.FAIL, culprit = "synced-from-git")
  @Needs(Capability.CRASH)
  void aClusterWithNothingToSyncAgainstIsNamed(GitOpsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(Crash.ofAll(lab.sandbox()));
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
    run.observe(
        "nothing-to-sync-against",
        "the cluster is there, and " + pi2 + ": " + (why.isEmpty() ? "fetched all the same" : why),
        !on && !why.isEmpty());
    foundations.recover();
    cluster.awaitNodes();
  }

  @Twin(
      value = "all-at-once",
      expect = VerdictKind.FAIL,
      culprit = {
        "sync after gitops-cloned",
        "cluster-still-down",
        "the description of the application",
        "steady there-once-fetched"
      })
  @Needs(Capability.CRASH)
  void powerForAllAtOnceAndAnotherDescriptionAreNamed(GitOpsLab lab, DrillRun run)
      throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(Crash.ofAll(lab.sandbox()));
    Planted.tooEarly(run, cluster.sync());
    run.step(cluster.powerAllAtOnce());
    cluster.awaitNodes();
    foundations.recover();
    Observation down = cluster.down();
    run.expect("cluster-still-down", down.text(), down.ok());
    cluster.describeOtherwise();
    cluster.fetch();
  }

  /** pi2 comes back as it should, and nobody gives the others their power. */
  @Twin(value = "cluster-left-dark", expect = VerdictKind.FAIL, culprit = "steady nodes-ready")
  @Needs(Capability.CRASH)
  void aClusterThatIsLeftDarkIsNamed(GitOpsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    ClusterFromGit cluster = new ClusterFromGit(lab, run, foundations);
    foundations.prepare();
    cluster.describe();
    run.inject(Crash.ofAll(lab.sandbox()));
    foundations.recover();
  }
}
