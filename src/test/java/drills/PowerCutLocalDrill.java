package drills;

import firedrill.component.vso.DynamicSecretStatus;
import firedrill.fault.Crash;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Needs;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything dies at once where no volume is Longhorn's: Vault's and the ERP's are of class
 * local-path, on the disk of one node each. The document's steps but the first, which has nothing
 * to restore then.
 */
@Drill("power-cut")
@LabWith(HomeLabFactory.class)
@Needs(Capability.CRASH)
class PowerCutLocalDrill {

  private static final String BY_ITSELF = "vault-by-itself";
  private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
  private static final Duration DATABASE_WITHIN = Duration.ofSeconds(60);

  /** Vault has been sealed for longer already. */
  private static final Duration LOOKED_AT = Duration.ofSeconds(3);

  @Scenario(
      value = "volumes-on-local-path",
      gates = {"vault-unsealed", "vso-fresh-lease", "erp-serves", "erp-takes-entries"})
  void theStepsAfterTheVolumesBringEverythingBack(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    String secret = Blackout.remember(lab, run);
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      Instant dark = crash(lab, run, load);
      run.step(powerOn(lab, run));
      run.expectWithin(
          "postgresql-by-itself",
          () -> Observation.of(lab.books().answers(), "select 1"),
          DATABASE_WITHIN);
      run.expectWithin(BY_ITSELF, answers(lab), BACK_WITHIN);
      sealing.claimCameBackSealed("after the crash of all machines");
      run.step(sealing.unseal());
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      sealing.controlSealed();
      run.step(sealing.vsoReauth());
      sealing.passVsoGate(sealing.freshLease(before, user, true));
      run.step(erpLast(lab));
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      load.verify(dark);
      Blackout.vaultKeeps(lab, run, secret);
      run.finding(
          "no volume is Longhorn's here, and a crash takes nothing that was written: what came up"
              + " again and in which order is shown, not what a disk may lose");
    }
  }

  @Twin(
      value = "key-never-given",
      expect = VerdictKind.FAIL,
      culprit = {
        BY_ITSELF,
        "vault-unsealed",
        "vso-reauth after vault-unsealed",
        "vso-fresh-lease",
        "erp-serves after vso-fresh-lease",
        "erp-serves",
        "erp-takes-entries",
        "outage-without-end",
        "the secret that Vault held"
      })
  void withoutTheKeyNothingElseThatIsDoneHelps(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    String secret = Blackout.remember(lab, run);
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      crash(lab, run, load);
      powerOn(lab, run).action().run();
      lab.vault().scale(0);
      run.await(
          "Vault's pod to be gone",
          () -> Observation.of(Blackout.vaultPod(lab) == null, "it is still there"),
          BACK_WITHIN);
      run.expectWithin(BY_ITSELF, answers(lab), BACK_WITHIN, isNotThere(lab));
      lab.vault().scale(1);
      run.await("Vault to answer", answers(lab), BACK_WITHIN);
      Planted.gate(run, "vault-unsealed", sealing.vaultUnsealed(), "nobody gives the key");
      // Not before: a login of before the crash must have ended.
      lab.erp().scale(1);
      Instant done = load.now();
      Planted.tooEarly(run, sealing.vsoReauth());
      red(run, "vso-fresh-lease", sealing.freshLease(before, user, true));
      Planted.tooEarly(run, erpLast(lab));
      red(run, "erp-serves", sealing.erpServesUnderItsSecret());
      red(run, "erp-takes-entries", () -> load.takesEntriesSince(done));
      load.stop();
    }
    lab.vault().unseal(lab.vault().key().key());
    run.await("Vault to be active", sealing.vaultUnsealed(), BACK_WITHIN);
    run.inject(new VaultSecretChanged(lab.vault()));
    Blackout.vaultKeeps(lab, run, secret);
  }

  private static void red(DrillRun run, String gate, Condition condition) {
    Planted.gate(run, gate, condition, "Vault is sealed, and nobody has its key", LOOKED_AT);
  }

  /** At a moment of the seed, under load: control plane, nodes and the database's machine. */
  private static Instant crash(HomeLab lab, DrillRun run, ErpLoad load) {
    Blackout.awaitMoment(run, load);
    run.inject(Crash.ofAll(lab.sandbox()));
    return load.now();
  }

  /** The machines boot; the ERP is kept down until its turn. */
  private static Step powerOn(HomeLab lab, DrillRun run) {
    return Step.of(
        "power-on",
        Actor.HUMAN,
        () -> {
          PowerOn.all(run, lab.sandbox(), lab.platform().kubernetes(), BACK_WITHIN);
          lab.erp().scale(0);
        });
  }

  private static Step erpLast(HomeLab lab) {
    return Step.of("erp-serves", Actor.AGENT, () -> lab.erp().scale(1)).after("vso-fresh-lease");
  }

  private static Condition answers(HomeLab lab) {
    return () ->
        Observation.of(lab.vault().sealStatus().reachable(), "Vault: " + lab.vault().sealStatus());
  }

  /** Once its pod is gone nothing makes another. */
  private static FailFast isNotThere(HomeLab lab) {
    return () ->
        Blackout.vaultPod(lab) == null
            ? Optional.of("its StatefulSet has no replica, and nobody scales it up")
            : Optional.empty();
  }
}
