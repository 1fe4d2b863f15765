package drills;

import firedrill.component.vso.DynamicSecretStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;

/** The twin of {@code power-cut} whose lab has lost its volumes for good, hence one of its own. */
@Drill("power-cut")
@LabWith(LonghornLabFactory.class)
@Needs({Capability.CUT_POWER, Capability.NODE_FILES})
class PowerCutSkippedDrill {

  /** Longhorn has been waited for already. */
  private static final Duration LOOKED_AT = Duration.ofSeconds(3);

  @Twin(
      value = "longhorn-skipped",
      expect = VerdictKind.FAIL,
      culprit = {
        "longhorn-restored",
        "outage-without-end",
        "vault-unsealed",
        "vso-reauth after vault-unsealed",
        "vso-fresh-lease",
        "erp-serves after vso-fresh-lease",
        "erp-serves",
        "erp-takes-entries"
      })
  void withoutItsVolumesNothingElseThatIsDoneHelps(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    Blackout blackout = new Blackout(lab, run);
    sealing.steadyState();
    blackout.steadyState();
    blackout.remember();
    try (ErpLoad load = ErpLoad.start(run, lab);
        Rewrites rewrites = Rewrites.start(run, lab, load::now)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      blackout.pullThePlug(load, rewrites::stop);
      blackout.powerOn();
      blackout.loseTheDefinitions();
      FailFast hopeless = blackout.stillWithoutLonghorn();
      blackout.doEverythingButLonghorn(hopeless);
      Instant done = load.now();
      try {
        Planted.gate(run, "longhorn-restored", blackout.volumesRestored(), hopeless);
        red(run, blackout, "vault-unsealed", sealing.vaultUnsealed());
        Planted.tooEarly(run, sealing.vsoReauth());
        red(run, blackout, "vso-fresh-lease", sealing.freshLease(before, user, true));
        Planted.tooEarly(run, sealing.erpServes());
        red(run, blackout, "erp-serves", sealing.erpServesUnderItsSecret());
        red(run, blackout, "erp-takes-entries", () -> load.takesEntriesSince(done));
      } finally {
        blackout.claimAsItStands(load, "Longhorn was left out");
      }
    }
  }

  /** Its step was done: with the volumes there it would be waited for, and come true. */
  private static void red(DrillRun run, Blackout blackout, String gate, Condition condition) {
    Planted.gate(run, gate, condition, blackout.stillWithoutLonghorn(LOOKED_AT));
  }
}
