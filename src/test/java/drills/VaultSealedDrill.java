package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.erp.Erp;
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

/**
 * Vault sealed under load: who keeps what, what one key brings back, and what VSO does by itself.
 */
@Drill("vault-sealed")
@LabWith(HomeLabFactory.class)
class VaultSealedDrill {

  /**
   * Vault tells PostgreSQL "valid until" five seconds after the lease (database secrets engine).
   */
  private static final Duration VAULT_GRACE = Duration.ofSeconds(5);

  /** Watched so long; an ERP that nothing hinders is ready in a fraction of it. */
  private static final Duration NEVER_READY = Duration.ofSeconds(10);

  @Scenario(
      value = "short-seal",
      gates = {"vault-unsealed"})
  void aSealShorterThanTheRenewalHorizonChangesNothing(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      load.verify(sealedFor("short-seal-seconds", lab, run, sealing, load));
      run.finding(
          "sealed between two renewals, a seal of "
              + run.plan().size("short-seal-seconds")
              + " s changed nothing; one that meets a renewal was not tried here");
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
    run.expect(
        "no-new-login-needed",
        "client " + before.clientId() + " is now " + renewed.clientId(),
        before.clientId().equals(renewed.clientId()));
    run.expect(
        "lease-kept",
        "lease " + before.leaseId() + " is now " + renewed.leaseId(),
        before.leaseId().equals(renewed.leaseId()));
    run.expect(
        "user-kept",
        user + " is now " + lab.erp().secretLogin(),
        user.equals(lab.erp().secretLogin()));
    Duration gap = load.progress().longestGap(sealed, load.now());
    run.expect(
        "erp-undisturbed",
        "longest time without an acknowledged entry: " + gap.toMillis() + " ms",
        gap.compareTo(Duration.ofSeconds(2)) < 0);
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
      servesUntilTheLeaseEnds(run, lab, load, user);
      boolean staleNeverReady = staleErpIsNeverReady(run, lab, sealing);
      otherSecretsStayReadable(run, lab);
      sealing.staySealed("long-seal-seconds", sealed, load);
      boolean serves = lab.erp().isServing();
      run.claim(
          "no-consumer-before-unseal",
          ClaimOutcome.of(!serves),
          "ERP while sealed, after its lease: " + sealing.states());
      Observation early = sealing.freshLease(before, user, true).check();
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
      run.step(sealing.erpServes());
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      run.control(
          "no-consumer-before-unseal",
          ClaimOutcome.of(!lab.erp().isServing()),
          "the same question after the unseal: " + sealing.states());
      Observation lease = sealing.newLeaseWorks(before);
      sealing.oldRoleIsGone(user);
      sealing.reportHandover(handover);
      load.verify(sealed);
      Duration ready = sealing.restartedErpIsReady();
      run.claim(
          "vso-reauth-kubernetes",
          ClaimOutcome.of(byItself),
          "status.vaultClientMeta.id changed: a new login through the Kubernetes backend, "
              + (byItself ? "by itself" : "only after an operator's help"));
      run.control(
          "vso-reauth-kubernetes",
          ClaimOutcome.of(early.ok()),
          "the same question before the unseal: " + early.text());
      run.claim("vso-fresh-leases", ClaimOutcome.of(lease.ok()), lease.text());
      run.control(
          "vso-fresh-leases",
          ClaimOutcome.of(earlyLease.ok()),
          "the same question before the unseal: " + earlyLease.text());
      claimStale(run, staleNeverReady, ready);
    }
  }

  @Scenario("pod-killed")
  void aKilledVaultComesBackSealedAndAMissingSecretIsRefilled(HomeLab lab, DrillRun run)
      throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = sealing.afterRenewal();
      String user = lab.erp().secretLogin();
      Instant killed = sealing.inject(new VaultPodKill(lab.vault()), load);
      sealing.claimCameBackSealed("the pod that replaced the killed one");
      erpWithoutItsSecretIsNeverReady(run, lab, sealing);
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
    }
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

  /** How long an ERP that served on would be seen to. */
  private static final Duration WATCHED = Duration.ofSeconds(4);

  /** Acknowledgements go on until PostgreSQL's own "valid until" and stop there. */
  private static void servesUntilTheLeaseEnds(DrillRun run, HomeLab lab, ErpLoad load, String user)
      throws Exception {
    Instant end = lab.books().validUntil(user).orElseThrow();
    run.await(
        "the lease of " + user + " to end",
        () -> Observation.of(load.now().isAfter(end.plus(WATCHED)), "valid until " + end),
        Duration.ofSeconds(40));
    Instant lastAck = load.progress().lastAckBefore(load.now()).orElseThrow();
    long millis = Duration.between(end, lastAck).toMillis();
    run.expect(
        "erp-serves-until-its-lease-ends",
        "last acknowledged entry " + millis + " ms relative to the end of its login",
        millis > -2000);
    run.expect(
        "erp-not-a-second-longer",
        "last acknowledged entry " + millis + " ms relative to the end of its login",
        millis < 1000);
    run.finding(
        "Vault lets the login live "
            + VAULT_GRACE.toSeconds()
            + " s longer than the lease; the ERP's last entry came "
            + millis
            + " ms relative to the end of the login");
  }

  /** "Not in time" counts only when the same restart, unhindered, was well in time. */
  private static void claimStale(DrillRun run, boolean neverReady, Duration unhindered) {
    boolean tells = unhindered.multipliedBy(2).compareTo(NEVER_READY) < 0;
    run.claim(
        "stale-creds-before-vso",
        !neverReady
            ? ClaimOutcome.REFUTED
            : tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "an ERP pod restarted while sealed "
            + (neverReady ? "was not ready" : "became ready")
            + " on the Secret it found, in "
            + NEVER_READY.toSeconds()
            + " s");
    run.control(
        "stale-creds-before-vso",
        ClaimOutcome.REFUTED,
        "restarted once VSO had refilled the Secret, it was ready after "
            + unhindered.toMillis()
            + " ms");
  }

  /** A restarted pod finds the old Secret, whose login PostgreSQL no longer lets in. */
  private static boolean staleErpIsNeverReady(DrillRun run, HomeLab lab, Sealing sealing) {
    lab.erp().restart();
    run.await(
        "a new ERP pod to run on the stale Secret",
        () ->
            Observation.of(
                lab.erp().pods().stream()
                    .anyMatch(
                        p ->
                            p.getMetadata().getDeletionTimestamp() == null
                                && "Running".equals(p.getStatus().getPhase())),
                sealing.states()),
        Duration.ofSeconds(20));
    return neverReady(run, lab, sealing, "stale-erp-never-ready");
  }

  private static void erpWithoutItsSecretIsNeverReady(DrillRun run, HomeLab lab, Sealing sealing) {
    lab.erp().deleteSecret();
    lab.erp().restart();
    run.expectWithin(
        "missing-secret-blocks-start",
        () ->
            Observation.of(
                lab.erp().pods().stream()
                    .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                    .anyMatch(p -> Erp.state(p).equals("CreateContainerConfigError")),
                sealing.states()),
        Duration.ofSeconds(20));
    neverReady(run, lab, sealing, "erp-without-secret-never-ready");
  }

  /** Watched for some seconds; one ready pod is enough to be red. */
  static boolean neverReady(DrillRun run, HomeLab lab, Sealing sealing, String name) {
    Instant until = Instant.now().plus(NEVER_READY);
    boolean[] ready = {false};
    run.await(
        name + ", watched",
        () -> {
          ready[0] |=
              lab.erp().pods().stream()
                  .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                  .anyMatch(Erp::isReady);
          return Observation.of(Instant.now().isAfter(until), sealing.states());
        },
        NEVER_READY.plusSeconds(7));
    return run.expect(name, sealing.states(), !ready[0]);
  }

  /**
   * Not vacuous: the reader must notice a changed Secret, and its return, while Vault is sealed.
   */
  static void otherSecretsStayReadable(DrillRun run, HomeLab lab) {
    run.expect("other-secrets-unaffected", "the reader is ready", lab.letterhead().isReady());
    lab.letterhead().write("something else");
    run.expectWithin(
        "other-secrets-are-really-read",
        () -> Observation.of(!lab.letterhead().isReady(), "the reader's readiness"),
        Duration.ofSeconds(10));
    lab.letterhead().write("every entry exactly once");
    run.expectWithin(
        "other-secrets-can-change-while-sealed",
        () -> Observation.of(lab.letterhead().isReady(), "the reader's readiness"),
        Duration.ofSeconds(10));
  }
}
