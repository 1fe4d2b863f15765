package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.LonghornLabFactory;
import firedrill.recovery.Observation;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;

/**
 * The April incident: everything loses power under load, Longhorn's definitions are lost with it,
 * and the four steps bring it back.
 */
@Drill("power-cut")
@LabWith(LonghornLabFactory.class)
class PowerCutDrill {

  @Scenario("whole-cluster")
  void theDocumentedOrderBringsEverythingBack(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    Blackout blackout = new Blackout(lab, run);
    sealing.steadyState();
    blackout.steadyState();
    blackout.remember();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      Instant cut = blackout.pullThePlug(load);
      blackout.powerOn();
      blackout.postgresComesBackByItself();
      blackout.loseTheDefinitions();
      blackout.nothingMountsBeforeLonghorn();

      run.step(blackout.restoreLonghorn());
      run.gate("longhorn-restored", blackout.volumesRestored());
      run.claim(
          "vault-restarts-sealed",
          ClaimOutcome.of(lab.vault().sealStatus().sealed()),
          "after the power cut: " + lab.vault().sealStatus());
      run.step(sealing.unseal());
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      run.step(sealing.vsoReauth());
      sealing.passVsoGate(sealing.freshLease(before, user, true));
      run.step(blackout.scaleUpErp());
      sealing.passErpGate();

      load.verify(cut);
      boolean kept = blackout.everythingElseIsKept();
      blackout.volumeFollowsItsPod();
      blackout.claims(kept);
    }
  }

  @Twin(value = "certificate-flipped", expect = VerdictKind.FAIL, culprit = "acme")
  void aFlippedBitInACertificateIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    run.inject(
        new FileFlipped("certificate-flipped", lab.claimFiles("traefik", "acme"), "content"));
    run.await(
        "the certificates' user to look again",
        () -> Observation.of(!lab.certificates().isKept(), "it compares once a second"),
        Duration.ofSeconds(20));
    blackout.everythingElseIsKept();
  }

  @Twin(
      value = "vault-secret-changed",
      expect = VerdictKind.FAIL,
      culprit = "the secret that Vault held")
  void anotherSecretThanBeforeIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Blackout blackout = steady(lab, run);
    run.inject(new VaultSecretChanged(lab.vault()));
    blackout.everythingElseIsKept();
  }

  private static Blackout steady(HomeLab lab, DrillRun run) throws Exception {
    new Sealing(lab, run).steadyState();
    Blackout blackout = new Blackout(lab, run);
    blackout.steadyState();
    blackout.remember();
    return blackout;
  }
}
