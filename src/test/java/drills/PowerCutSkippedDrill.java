package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;

/** The twin of {@code power-cut} whose lab has lost its volumes for good, hence one of its own. */
@Drill("power-cut")
@LabWith(LonghornLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.NODE_FILES})
class PowerCutSkippedDrill {

  @Twin(
      value = "longhorn-skipped",
      expect = VerdictKind.FAIL,
      culprit = {"longhorn-restored", "outage-without-end"})
  void withoutItsVolumesNothingElseThatIsDoneHelps(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    Blackout blackout = new Blackout(lab, run);
    sealing.steadyState();
    blackout.steadyState();
    blackout.remember();
    try (ErpLoad load = ErpLoad.start(run, lab);
        Rewrites rewrites = Rewrites.start(run, lab, load::now)) {
      blackout.pullThePlug(load, rewrites::stop);
      blackout.powerOn();
      blackout.loseTheDefinitions();
      blackout.doEverythingButLonghorn();
      try {
        run.gate("longhorn-restored", blackout.volumesRestored(), blackout.stillWithoutLonghorn());
      } finally {
        blackout.claimAsItStands(load);
      }
    }
  }
}
