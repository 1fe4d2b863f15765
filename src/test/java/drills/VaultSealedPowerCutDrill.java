package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Instant;

/** The twin of {@code vault-sealed} that ruins its lab's database, hence a lab of its own. */
@Drill("vault-sealed")
@LabWith(HomeLabFactory.class)
@Needs(Capability.CUT_POWER)
class VaultSealedPowerCutDrill {

  /**
   * A power cut of pi2, twice: with PostgreSQL as it comes nothing acknowledged is lost; with
   * {@code fsync=off} it is, and must be caught.
   */
  @Twin(value = "fsync-off", expect = VerdictKind.FAIL, culprit = "entry * is missing")
  void aDatabaseThatDoesNotFlushIsCaughtLosingEntries(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    DatabaseCut cut = new DatabaseCut(lab, run, sealing);
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      cut.pullThePlug(load);
      cut.recover();
      long lost = load.lostInPostgres();
      run.observe("lost-with-fsync-on", lost + " acknowledged entries lost", lost);
      if (lost > 0) {
        throw new IllegalStateException(
            "the cut itself lost " + lost + " acknowledged entries, with fsync on");
      }
      cut.switchFsyncOff();
      Instant at = cut.pullUntilLost(load);
      load.verifyInPostgres(at);
    }
  }
}
