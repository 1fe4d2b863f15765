package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.fault.VaultPodKill;
import firedrill.fault.VaultSeal;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Scenario;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.recovery.Observation;
import firedrill.verdict.VerdictKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Vault sealed under load: who keeps what, what one key brings back, and what VSO does by itself.
 */
@Drill("vault-sealed")
@LabWith(HomeLabFactory.class)
class VaultSealedDrill {

  @Scenario(
      value = "short-seal",
      gates = {"vault-unsealed"})
  void aSealShorterThanTheRenewalHorizonChangesNothing(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      Instant sealed = sealedFor("short-seal-seconds", lab, run, sealing, load);
      Observation login = sealing.newLoginFromKubernetes(before);
      run.control(
          "vso-reauth-kubernetes",
          ClaimOutcome.of(login.ok()),
          "after a seal that its token has outlived: " + login.text());
      load.verify(sealed);
      run.claim(
          "one-key-unseals",
          ClaimOutcome.BY_CONSTRUCTION,
          "the lab's Vault has one share, threshold 1");
    }
  }

  /**
   * Sealed for so long, unsealed, and asked what of the credentials is as before.
   *
   * @param size of the plan; one that is longer than the credentials live changes all of them
   * @return when it was sealed
   */
  static Instant sealedFor(String size, HomeLab lab, DrillRun run, Sealing sealing, ErpLoad load)
      throws Exception {
    DynamicSecretStatus before = sealing.quietMoment();
    String user = lab.erp().secretLogin();
    Instant sealed = sealing.inject(new VaultSeal(lab.vault()), load);
    sealing.staySealed(size, sealed, load);
    run.observe(
        "vaultconnection-while-sealed",
        "VaultConnection claims valid=" + lab.vso().connectionValid() + " while Vault is sealed",
        lab.vso().connectionValid());
    run.step(sealing.unseal());
    run.gate("vault-unsealed", sealing.vaultUnsealed());
    DynamicSecretStatus renewed = sealing.afterRenewal();
    boolean nothing =
        run.expect(
            "no-new-login-needed",
            "client " + before.clientId() + " is now " + renewed.clientId(),
            before.clientId().equals(renewed.clientId()));
    nothing &=
        run.expect(
            "lease-kept",
            "lease " + before.leaseId() + " is now " + renewed.leaseId(),
            before.leaseId().equals(renewed.leaseId()));
    String now = lab.erp().secretLogin();
    nothing &= run.expect("user-kept", user + " is now " + now, user.equals(now));
    Duration gap = load.progress().longestGap(sealed, load.now());
    nothing &=
        run.expect(
            "erp-undisturbed",
            "longest time without an acknowledged entry: " + gap.toMillis() + " ms",
            gap.compareTo(Duration.ofSeconds(2)) < 0);
    run.finding(
        "sealed between two renewals, a seal of "
            + run.plan().size(size)
            + " s changed "
            + (nothing ? "nothing" : "login, lease, user or service")
            + "; one that meets a renewal was not tried here");
    return sealed;
  }

  @Scenario("long-seal")
  void aSealLongerThanTheTokenLivesForcesANewLogin(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = sealing.afterRenewal();
      String user = lab.erp().secretLogin();
      Instant sealed = sealing.inject(new VaultSeal(lab.vault()), load);

      sealing.whatVsoSays(sealed, load);
      run.observe(
          "vaultconnection-while-sealed",
          "VaultConnection claims valid=" + lab.vso().connectionValid(),
          lab.vso().connectionValid());
      WhileSealed.servesUntilTheLeaseEnds(run, load, lab.books().validUntil(user).orElseThrow());
      // Asked of the pod that nobody has touched: the next question restarts it.
      boolean serves = lab.erp().isServing();
      String seen =
          "Vault is sealed, the ERP's login has ended and it was down, serves: "
              + serves
              + ", "
              + sealing.states();
      run.claim("no-consumer-before-unseal", ClaimOutcome.of(!serves), seen);
      // The other answer to what long-leases asks: there the login has not ended.
      run.control("no-consumer-before-unseal", ClaimOutcome.of(!serves), seen);
      boolean neverReady = WhileSealed.staleErpIsNeverReady(run, lab, sealing);
      boolean stale =
          WhileSealed.claimStale(run, lab, "while Vault was sealed, after its login's end");
      WhileSealed.otherSecretsStayReadable(run, lab);
      sealing.staySealed("long-seal-seconds", sealed, load);
      Observation earlyLease = sealing.newLeaseWorks(before);

      Handover handover = sealing.watchHandover(user);
      boolean crashes = sealing.restarts() > 0;
      run.claim(
          "erp-early-crash-loops",
          ClaimOutcome.BY_CONSTRUCTION,
          crashes
              ? "the early ERP was restarted " + sealing.restarts() + " times"
              : "the early ERP did not crash: it runs, is never ready, and says why");
      run.step(sealing.unseal());
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      var fresh = sealing.freshLease(before, user, true);
      run.step(sealing.vsoReauth());
      boolean byItself = sealing.passVsoGate(fresh);
      claimVso(run, sealing, before, byItself, sealing.vsoNeededTheHand());
      claimLease(run, sealing, before, earlyLease);
      run.step(sealing.erpServes());
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      run.control(
          "no-consumer-before-unseal",
          ClaimOutcome.of(!lab.erp().isServing()),
          "the same question after the unseal: " + sealing.states());
      sealing.oldRoleIsGone(user);
      sealing.reportHandover(handover);
      load.verify(sealed);
      Duration ready = sealing.restartedErpIsReady();
      WhileSealed.controls(run, lab, stale, neverReady, ready);
    }
  }

  /**
   * Asked once VSO has had its time.
   *
   * @param byItself whether it came to fresh credentials, and nobody had helped
   * @param lacksAHand where it did not: whether a hand is what it lacked, and not time
   */
  static void claimVso(
      DrillRun run,
      Sealing sealing,
      DynamicSecretStatus before,
      boolean byItself,
      boolean lacksAHand) {
    Observation login = sealing.newLoginFromKubernetes(before);
    run.claim(
        "vso-reauth-kubernetes",
        byItself || lacksAHand ? ClaimOutcome.of(byItself && login.ok()) : ClaimOutcome.UNDECIDED,
        login.text()
            + (byItself
                ? ", without help"
                : lacksAHand
                    ? ", not without help"
                    : ", with help, or without its time to the end"));
  }

  /**
   * Asked once the gate is passed.
   *
   * @param early what the same question had for an answer before the unseal
   */
  static void claimLease(
      DrillRun run, Sealing sealing, DynamicSecretStatus before, Observation early)
      throws Exception {
    claimFreshLogin(run, sealing, before);
    run.control(
        "vso-fresh-leases",
        ClaimOutcome.of(early.ok()),
        "the same question before the unseal: " + early.text());
  }

  /** The lease is a new one, and its login is tried with the Secret's password. */
  static void claimFreshLogin(DrillRun run, Sealing sealing, DynamicSecretStatus before)
      throws Exception {
    Observation lease = sealing.newLeaseWorks(before);
    run.claim("vso-fresh-leases", ClaimOutcome.of(lease.ok()), lease.text());
    run.expect("fresh-login-let-in", lease.text(), lease.ok());
  }

  @Scenario("pod-killed")
  void aKilledVaultComesBackSealedAndAMissingSecretIsRefilled(HomeLab lab, DrillRun run)
      throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    Blackout.remember(lab, run);
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = sealing.afterRenewal();
      String user = lab.erp().secretLogin();
      Instant killed = sealing.inject(new VaultPodKill(lab.vault()), load);
      sealing.claimCameBackSealed("the pod that replaced the killed one");
      lab.erp().deleteSecret();
      boolean neverReady = WhileSealed.erpWithoutItsSecretIsNeverReady(run, lab, sealing);
      boolean stale =
          WhileSealed.claimStale(run, lab, "while Vault was sealed, without its Secret");
      run.step(sealing.unseal());
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      sealing.controlSealed();
      var fresh = sealing.freshLease(before, user, false);
      run.step(sealing.vsoReauth());
      sealing.passVsoGate(fresh);
      run.step(sealing.erpServes());
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      load.verify(killed);
      WhileSealed.controls(run, lab, stale, neverReady, sealing.restartedErpIsReady());
    }
  }

  /** The steps before the ERP's are held back, one after the other, and its login is still good. */
  @Scenario("long-leases")
  void aLoginThatOutlivesTheOutageNeedsNoStepBeforeIt(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    DynamicSecretStatus first = lab.vso().secret();
    String shortLived = lab.erp().secretLogin();
    run.inject(new LeasesLengthened(lab));
    run.await(
        "a login of VSO's that lives long",
        sealing.freshLease(first, shortLived, true),
        Duration.ofSeconds(60));
    run.await(
        "the ERP to serve under it", sealing.erpServesUnderItsSecret(), Duration.ofSeconds(60));
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      BeforeItsTurn early = new BeforeItsTurn(lab, run, load);
      Instant sealed = sealing.inject(new VaultSeal(lab.vault()), load);
      early.takeErpDown();
      boolean withoutVault = early.erpComes("Vault is sealed");
      ScaledDown operator = early.holdVso();
      early.takeErpDown();
      run.step(sealing.unseal());
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      boolean withoutVso = early.erpComes("VSO has no operator");
      WhileSealed.claimStale(run, lab, "while VSO had no operator, a long login in its Secret");
      String seen =
          "with leases of "
              + LeasesLengthened.life()
              + ", longer than the outage, the ERP started anew serves and takes entries while"
              + " Vault is sealed: "
              + withoutVault
              + "; while VSO is held back: "
              + withoutVso;
      claimNobodyEarly(run, withoutVault, Optional.empty());
      // Two of six edges confirm nothing.
      run.claim(
          "each-step-gates-next",
          withoutVault || withoutVso ? ClaimOutcome.REFUTED : ClaimOutcome.UNDECIDED,
          "V→E, O→E: " + seen);
      run.finding(
          withoutVault || withoutVso
              ? "what gates the ERP is whether its login has ended, and no step of its own: " + seen
              : seen);
      operator.undo().run().run();
      run.step(sealing.vsoReauth());
      sealing.passVsoGate(sealing.freshLease(before, user, true));
      run.step(sealing.erpServes());
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      load.verify(sealed);
      claimNobodyEarly(run, withoutVault, Optional.of(sealing.restartedErpIsReady()));
    }
  }

  /** "It did not come in time" counts only beside one that came well within it. */
  private static void claimNobodyEarly(DrillRun run, boolean came, Optional<Duration> unhindered) {
    run.claim(
        "no-consumer-before-unseal",
        BeforeItsTurn.waits(came, unhindered),
        "with leases of "
            + LeasesLengthened.life()
            + ", longer than the outage, the ERP was taken down and started anew, and serves and"
            + " takes entries while Vault is sealed: "
            + came
            + unhindered
                .map(took -> "; restarted with nothing held back: " + took.toMillis() + " ms")
                .orElse(""));
  }

  @Twin(value = "unseal-skipped", expect = VerdictKind.FAIL, culprit = "vault-unsealed")
  void withoutTheKeyNothingComesBack(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    run.inject(new VaultSeal(lab.vault()));
    run.gate("vault-unsealed", sealing.vaultUnsealed());
  }

  @Twin(
      value = "vso-before-unseal",
      expect = VerdictKind.FAIL,
      culprit = "vso-reauth after vault-unsealed")
  void vsoIsNotWaitedForBeforeVaultIsUnsealed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    run.inject(new VaultSeal(lab.vault()));
    run.step(sealing.vsoReauth());
  }

  @Twin(
      value = "erp-before-vso",
      expect = VerdictKind.FAIL,
      culprit = "erp-serves after vso-fresh-lease")
  void theErpIsNotScaledUpBeforeVsoHasFreshCredentials(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    run.inject(new VaultSeal(lab.vault()));
    run.step(sealing.unseal());
    run.gate("vault-unsealed", sealing.vaultUnsealed());
    run.step(sealing.erpServes());
  }

  @Twin(value = "fault-never-injected", expect = VerdictKind.INCONCLUSIVE, culprit = "no-fault")
  void aDrillThatBreaksNothingProvesNothing(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      load.verify(load.now());
    }
  }
}
