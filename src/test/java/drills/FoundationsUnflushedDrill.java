package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Twin;
import firedrill.lab.FoundationsLab;
import firedrill.lab.FoundationsLabFactory;
import firedrill.lab.LabOptions;
import firedrill.verdict.VerdictKind;
import java.time.Instant;
import java.util.Set;

/** The twins of {@code foundations-first} whose stores do not flush; each ruins its lab. */
@Drill("foundations-first")
class FoundationsUnflushedDrill {

  static final class FsyncOff extends FoundationsLabFactory {
    @Override
    protected LabOptions options() {
      return LabOptions.usual().withPostgres("fsync", "off");
    }
  }

  static final class SynchronousCommitOff extends FoundationsLabFactory {
    @Override
    protected LabOptions options() {
      return LabOptions.usual().withPostgres("synchronous_commit", "off");
    }
  }

  static final class GitUnflushed extends FoundationsLabFactory {
    @Override
    protected LabOptions options() {
      // The database of Gitea flushes the whole disk with every push: it must not, either.
      return LabOptions.usual().withGitFsync("none").withPostgres("fsync", "off");
    }
  }

  @Twin(value = "fsync-off", expect = VerdictKind.FAIL, culprit = "*")
  @LabWith(FsyncOff.class)
  void aDatabaseThatDoesNotFlushIsCaught(FoundationsLab lab, DrillRun run) throws Exception {
    losesRows(lab, run);
  }

  @Twin(
      value = "synchronous-commit-off",
      expect = VerdictKind.FAIL,
      culprit = "commit * is missing")
  @LabWith(SynchronousCommitOff.class)
  void aDatabaseThatAcknowledgesTooEarlyIsCaught(FoundationsLab lab, DrillRun run)
      throws Exception {
    losesRows(lab, run);
  }

  /** Nothing between the push and the disk flushes. */
  @Twin(value = "git-unflushed", expect = VerdictKind.FAIL, culprit = "*")
  @LabWith(GitUnflushed.class)
  void aGitServiceThatDoesNotFlushIsCaught(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    for (int cut = 0; cut < run.plan().size("twin-cuts"); cut++) {
      foundations.cutAfterPush();
      foundations.recover();
      if (!foundations.verifyPushes()) {
        return;
      }
      foundations.goOn();
    }
  }

  private static void losesRows(FoundationsLab lab, DrillRun run) throws Exception {
    Foundations foundations = new Foundations(lab, run);
    foundations.prepare();
    for (int cut = 0; cut < run.plan().size("twin-cuts"); cut++) {
      Instant at = foundations.cutUnderLoad(cut);
      foundations.recoverPostgres();
      Set<String> present = lab.postgres().ids();
      foundations.verifyRows(at, present);
      if (foundations.rows().measure(present, at).lostEntries() > 0) {
        run.observe("cuts-until-caught", (cut + 1) + " cuts", cut + 1);
        return;
      }
    }
  }
}
