package drills;

import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.verdict.VerdictKind;

/** The twin of {@code power-cut} whose lab has lost its volumes for good, hence one of its own. */
@Drill("power-cut")
@LabWith(LonghornLabFactory.class)
class PowerCutSkippedDrill {

  @Twin(value = "longhorn-skipped", expect = VerdictKind.FAIL, culprit = "vault-unsealed")
  void withoutItsVolumeVaultCannotBeUnsealed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    Blackout blackout = new Blackout(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      blackout.pullThePlug(load);
      blackout.powerOn();
      blackout.loseTheDefinitions();
      run.gate("vault-unsealed", sealing.vaultUnsealed());
    }
  }
}
