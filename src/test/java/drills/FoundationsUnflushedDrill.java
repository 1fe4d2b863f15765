package drills;

import firedrill.fault.Crash;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Twin;
import firedrill.lab.FoundationsLab;
import firedrill.lab.FoundationsLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The twins of {@code foundations-first} that ruin their labs: databases that do not flush, and a
 * Gitea that has ended because its database was not there.
 */
@Drill("foundations-first")
class FoundationsUnflushedDrill {

  public static final class FsyncOff extends FoundationsLabFactory {
    @Override
    protected Map<String, String> postgresSettings() {
      return Map.of("fsync", "off");
    }
  }

  public static final class SynchronousCommitOff extends FoundationsLabFactory {
    @Override
    protected Map<String, String> postgresSettings() {
      return Map.of("synchronous_commit", "off");
    }
  }

  @Twin(value = "fsync-off", expect = VerdictKind.FAIL, culprit = "commit * is missing")
  @LabWith(FsyncOff.class)
  @Needs(Capability.CUT_POWER)
  void aDatabaseThatDoesNotFlushIsCaught(FoundationsLab lab, DrillRun run) throws Exception {
    losesRows(lab, run);
  }

  @Twin(
      value = "synchronous-commit-off",
      expect = VerdictKind.FAIL,
      culprit = "commit * is missing")
  @LabWith(SynchronousCommitOff.class)
  @Needs(Capability.CUT_POWER)
  void aDatabaseThatAcknowledgesTooEarlyIsCaught(FoundationsLab lab, DrillRun run)
      throws Exception {
    losesRows(lab, run);
  }

  @Twin(value = "database-kept-down", expect = VerdictKind.FAIL, culprit = "git-answers")
  @LabWith(FoundationsLabFactory.class)
  @Needs(Capability.CRASH)
  void aGiteaWithoutItsDatabaseIsNamed(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    run.inject(new GiteaDatabaseGone(lab.postgres()));
    run.inject(Crash.ofAll(lab.sandbox()));
    try {
      foundations.recoverWithoutGit();
    } finally {
      foundations.claimAnswer(foundations.alone());
    }
  }

  private static void losesRows(FoundationsLab lab, DrillRun run) throws Exception {
    FoundationsScenario foundations = new FoundationsScenario(lab, run);
    foundations.prepare();
    for (int cut = 0; cut < run.plan().size("twin-cuts"); cut++) {
      Instant at = foundations.cutUnderLoad(cut);
      foundations.powerOn();
      Optional<Set<String>> rows = foundations.rowsIfBack();
      if (rows.isEmpty()) {
        // Slow or lost, nobody can tell which: no row is blamed for it.
        return;
      }
      Set<String> present = rows.get();
      foundations.verifyRows(at, present);
      if (foundations.rows().measure(present, at).lostEntries() > 0) {
        run.observe("cuts-until-caught", (cut + 1) + " cuts", cut + 1);
        return;
      }
    }
  }
}
