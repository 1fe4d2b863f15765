package drills;

import firedrill.component.git.RepositoryMirror;
import firedrill.fault.Crash;
import firedrill.fault.Evidence;
import firedrill.fault.PowerOff;
import firedrill.junit.CheckResult;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.FoundationsLab;
import firedrill.lab.FoundationsLabFactory;
import firedrill.recovery.Observation;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.sandbox.Topology;
import firedrill.verdict.VerdictKind;
import java.time.Instant;
import java.util.Optional;

/**
 * PostgreSQL and the git service come up with no cluster alive, and survive pulled plugs. What a
 * twin plants has nothing to do with what a disk loses: its machines crash, which every sandbox
 * can.
 */
@Drill("foundations-first")
@LabWith(FoundationsLabFactory.class)
class FoundationsFirstDrill {

  @Scenario(
      value = "dark-start",
      gates = {"postgres-answers", "git-answers", "gitops-cloned"})
  @Needs(Capability.CRASH)
  void theFoundationsComeUpWithNothingElseAlive(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    String pushed = foundations.copy().tree();
    Instant dark = Instant.now();
    run.inject(PowerOff.ofSite(lab.sandbox(), Topology.HOME));
    foundations.recover();
    // What it says of a cluster that is down is for cluster-from-git: here there is none.
    isAlone(run, foundations);
    isWhatWasPushed(foundations, run, pushed);
    foundations.verifyPushes();
    foundations.writeAgain();
    run.observe("dark-since", dark.toString(), dark.toString());
  }

  @Scenario(
      value = "cuts-under-load",
      gates = {"postgres-answers", "git-answers", "gitops-cloned"})
  @Needs(Capability.CUT_POWER)
  void noAcknowledgedCommitIsLostInAnyCut(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    run.workloadStarted("database commits");
    run.workloadStarted("pushes");
    for (int round = 0; round < run.plan().size("cuts"); round++) {
      Instant at = foundations.cutUnderLoad(round);
      foundations.recover();
      foundations.writeAgain();
      foundations.verify(at);
    }
    foundations.keepEvidence();
  }

  /** In a machine with a page cache of its own: what is not flushed does not reach its disk. */
  @Scenario(
      value = "git-as-installed",
      gates = {"postgres-answers", "git-answers", "gitops-cloned"})
  @Needs({Capability.CUT_POWER, Capability.OWN_PAGE_CACHE})
  void whatGitLosesThatNobodyAskedToFlush(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    run.prepare(
        "a repository as Gitea has it where nobody says otherwise", foundations::asInstalled);
    run.workloadStarted("database commits");
    run.workloadStarted("pushes");
    for (int round = 0; round < run.plan().size("cuts"); round++) {
      Instant at = foundations.cutUnderLoad(round);
      foundations.recoverPostgres();
      foundations.recoverGitFromCopy(at);
      foundations.writeAgain();
      foundations.verify(at);
    }
    foundations.keepEvidence();
  }

  @Scenario(
      value = "crashes",
      gates = {"postgres-answers", "git-answers", "gitops-cloned"})
  @Needs(Capability.CRASH)
  void nothingIsLostWhenEveryProgramDies(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    String pushed = foundations.copy().tree();
    run.inject(Crash.ofAll(lab.sandbox()));
    foundations.recover();
    isAlone(run, foundations);
    isWhatWasPushed(foundations, run, pushed);
    run.workloadStarted("database commits");
    run.workloadStarted("pushes");
    foundations.writeAgain();
    for (int round = 0; round < run.plan().size("crashes"); round++) {
      Instant at = foundations.crashUnderLoad(round);
      foundations.recover();
      foundations.writeAgain();
      foundations.verify(at);
    }
    foundations.keepEvidence();
  }

  private static void isAlone(DrillRun run, FoundationsScenario foundations) {
    Observation alone = foundations.alone();
    run.expect("nothing-else-alive", alone.text(), alone.ok());
  }

  private static boolean isWhatWasPushed(
      FoundationsScenario foundations, DrillRun run, String pushed) {
    return run.check(
        "clone-is-what-was-pushed",
        () -> {
          RepositoryMirror mirror = foundations.mirror();
          return mirror.tree().equals(pushed)
              ? CheckResult.passed(mirror.files().toString())
              : CheckResult.failed("the clone's content", mirror.files().toString());
        });
  }

  @Twin(
      value = "clone-altered",
      expect = VerdictKind.FAIL,
      culprit = {"the clone's content", "nothing-else-alive"})
  @Needs(Capability.CRASH)
  void aCloneOfSomethingElseIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    String pushed = foundations.copy().tree();
    run.inject(Crash.ofAll(lab.sandbox()));
    foundations.recover();
    // Alone, as in the scenario: only the content is another.
    Observation alone = foundations.alone();
    foundations.pushOne("by somebody else");
    foundations.claimBootstrap(alone, isWhatWasPushed(foundations, run, pushed), "");
    lab.sandbox().power().restore(lab.sandbox().nodes().toArray(Node[]::new));
    isAlone(run, foundations);
  }

  @Twin(
      value = "power-kept-off",
      expect = VerdictKind.FAIL,
      culprit = {"postgres-answers", "steady postgres-answers", "steady git-answers"})
  @Needs(Capability.CRASH)
  void aDatabaseThatDoesNotComeBackIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    foundations.crashUnderLoad(0);
    run.gate(
        "postgres-answers",
        foundations::postgresAnswers,
        () ->
            lab.node().isRunning()
                ? Optional.empty()
                : Optional.of("pi2 has no power, and nobody gives it any"));
  }

  @Twin(
      value = "push-refused",
      expect = VerdictKind.FAIL,
      culprit = {"the repository takes no push", "the database takes no row"})
  @Needs(Capability.CRASH)
  void aRepositoryAndADatabaseThatTakeNothingAreNamed(FoundationsLab lab, DrillRun run)
      throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    foundations.crashUnderLoad(0);
    foundations.recover();
    foundations.refusePushes();
    foundations.goOn();
    run.inject(new RowsRefused(lab.postgres()));
    foundations.takeARow();
  }

  @Twin(value = "repository-gone", expect = VerdictKind.FAIL, culprit = "gitops-cloned")
  void aRepositoryThatIsGoneIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    foundations.loseTheRepository();
  }

  /** A mistake in what a crash has left. */
  private interface Planting {
    Mistake in(FoundationsScenario foundations) throws Exception;
  }

  /** All is well after a crash, and users go on; then somebody makes a mistake. */
  private static FoundationsScenario planted(FoundationsLab lab, DrillRun run, Planting planting)
      throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    Instant at = foundations.crashUnderLoad(0);
    foundations.recover();
    foundations.goOn();
    foundations.plant(at, planting.in(foundations));
    foundations.verify(at);
    return foundations;
  }

  @Twin(value = "commit-deleted", expect = VerdictKind.FAIL, culprit = "commit * is missing")
  @Needs(Capability.CRASH)
  void aMissingRowIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        foundations -> {
          String id = foundations.rows().acknowledged().iterator().next();
          return new Mistake(
              "commit-deleted",
              id,
              () -> lab.postgres().delete(id),
              () -> Evidence.of(!foundations.hasRow(id), id + " is not among the rows"));
        });
  }

  @Twin(
      value = "rolled-back-commit-appears",
      expect = VerdictKind.FAIL,
      culprit = "commit * was rolled back and is there")
  @Needs(Capability.CRASH)
  void aPhantomIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario after =
        planted(
            lab,
            run,
            foundations -> {
              String id = rolledBack(foundations);
              return new Mistake(
                  "rolled-back-commit-inserted",
                  id,
                  () -> lab.postgres().insert(id),
                  () -> Evidence.of(foundations.hasRow(id), id + " is among the rows"));
            });
    lab.postgres().delete(rolledBack(after));
  }

  private static String rolledBack(FoundationsScenario foundations) {
    return foundations.rows().rolledBack().iterator().next();
  }

  @Twin(value = "push-rewound", expect = VerdictKind.FAIL, culprit = "commit * is missing")
  @Needs(Capability.CRASH)
  void aPushThatIsGoneIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        foundations -> {
          String older = foundations.copy().head();
          foundations.pushOne("the last");
          return new Mistake(
              "push-rewound",
              older,
              () -> foundations.copy().rewind(older),
              () ->
                  Evidence.of(
                      !foundations
                          .mirror()
                          .commits()
                          .containsAll(foundations.pushes().acknowledged()),
                      "a clone has fewer commits than were acknowledged"));
        });
  }

  @Twin(
      value = "pushed-by-nobody",
      expect = VerdictKind.FAIL,
      culprit = "commit * was sent by nobody and is there")
  @Needs(Capability.CRASH)
  void aCommitThatNobodyPushedIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        foundations ->
            new Mistake(
                "pushed-by-nobody",
                "the repository",
                foundations::pushUnknown,
                () ->
                    Evidence.of(
                        foundations.hasUnknownPush(),
                        "a clone has a commit that nobody has noted")));
  }

  @Twin(
      value = "malformed-object",
      expect = VerdictKind.FAIL,
      culprit = "the repository is damaged")
  @Needs(Capability.CRASH)
  void aDamagedRepositoryIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        foundations ->
            new Mistake(
                "malformed-object-pushed",
                "the repository",
                foundations::pushMalformed,
                () ->
                    Evidence.of(
                        foundations.mirror().complaint().isPresent(),
                        "git fsck complains of a clone")));
  }
}
