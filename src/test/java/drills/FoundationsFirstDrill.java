package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.git.Mirror;
import firedrill.fault.PowerCut;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.FoundationsLab;
import firedrill.lab.FoundationsLabFactory;
import firedrill.sandbox.Node;
import firedrill.sandbox.Topology;
import firedrill.verdict.VerdictKind;
import java.time.Instant;
import java.util.List;

/** PostgreSQL and the git service come up with no cluster alive, and survive pulled plugs. */
@Drill("foundations-first")
@LabWith(FoundationsLabFactory.class)
class FoundationsFirstDrill {

  @Scenario("dark-start")
  void theFoundationsComeUpWithNothingElseAlive(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    String pushed = foundations.copy().tree();
    Instant dark = Instant.now();
    run.inject(PowerCut.ofSite(lab.sandbox(), Topology.HOME));
    foundations.recover();
    List<String> alive =
        lab.sandbox().nodes().stream().filter(Node::isRunning).map(Node::name).toList();
    boolean alone =
        run.expect(
            "nothing-else-alive", "machines with power: " + alive, alive.equals(List.of("pi2")));
    boolean same =
        run.check(
            "clone-is-what-was-pushed",
            () -> {
              Mirror mirror = foundations.mirror();
              return mirror.tree().equals(pushed)
                  ? CheckResult.passed(mirror.files().toString())
                  : CheckResult.failed("the clone's content", mirror.files().toString());
            });
    foundations.verifyPushes();
    run.claim(
        "foundations-outside-k3s",
        ClaimOutcome.of(alone && same),
        "with " + alive + " alone powered, PostgreSQL and Gitea answered");
    run.claim(
        "platform-bootstraps-itself",
        ClaimOutcome.of(alone && same),
        "the GitOps source was cloned while no cluster ran: content "
            + (same ? "as pushed" : "differs"));
    run.observe("dark-since", dark.toString(), dark.toString());
  }

  @Scenario("cuts-under-load")
  void noAcknowledgedCommitIsLostInAnyCut(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    run.workloadStarted("database commits");
    run.workloadStarted("pushes");
    for (int round = 0; round < run.plan().size("cuts"); round++) {
      Instant at = foundations.cutUnderLoad(round);
      foundations.recover();
      foundations.verify(at);
      foundations.goOn();
    }
    foundations.keepEvidence();
  }

  @Twin(value = "commit-deleted", expect = VerdictKind.FAIL, culprit = "commit * is missing")
  void aMissingRowIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    Instant at = foundations.cutUnderLoad(0);
    foundations.recover();
    lab.postgres().delete(foundations.rows().acknowledged().iterator().next());
    foundations.verify(at);
  }

  @Twin(
      value = "rolled-back-commit-appears",
      expect = VerdictKind.FAIL,
      culprit = "commit * was rolled back and is there")
  void aPhantomIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    Instant at = foundations.cutUnderLoad(0);
    foundations.recover();
    String id = foundations.rows().rolledBack().iterator().next();
    lab.postgres().insert(id);
    foundations.verify(at);
    lab.postgres().delete(id);
  }

  @Twin(value = "push-rewound", expect = VerdictKind.FAIL, culprit = "commit * is missing")
  void aPushThatIsGoneIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    String older = foundations.copy().head();
    Instant at = foundations.cutUnderLoad(0);
    foundations.recover();
    foundations.goOn();
    foundations.pushOne("the last");
    foundations.copy().rewind(older);
    foundations.verify(at);
  }

  @Twin(
      value = "malformed-object",
      expect = VerdictKind.FAIL,
      culprit = "the repository is damaged")
  void aDamagedRepositoryIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    Instant at = foundations.cutUnderLoad(0);
    foundations.recover();
    foundations.goOn();
    foundations.pushMalformed();
    foundations.verify(at);
  }
}
