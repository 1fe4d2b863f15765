package drills;

import firedrill.component.erp.Erp;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.component.vso.Vso;
import firedrill.fault.Fault;
import firedrill.fault.VaultSeal;
import firedrill.integrity.Fate;
import firedrill.integrity.LedgerCounts;
import firedrill.junit.Drill;
import firedrill.junit.DrillRun;
import firedrill.junit.LabWith;
import firedrill.junit.Twin;
import firedrill.lab.HomeLab;
import firedrill.lab.HomeLabFactory;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.verdict.VerdictKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * One planted fault for each check of the books and each gate of {@code vault-sealed}: whatever is
 * planted is taken back, and the next twin finds a healthy lab.
 */
@Drill("vault-sealed")
@LabWith(HomeLabFactory.class)
class VaultSealedPlantedDrill {

  /** What is planted, once nothing is posted any more. */
  @FunctionalInterface
  private interface Plant {
    Fault in(HomeLab lab, ErpLoad load) throws Exception;
  }

  @Twin(
      value = "row-deleted",
      expect = VerdictKind.FAIL,
      culprit = {"entry * is missing", "rpo-rows"})
  void aDeletedLedgerRowIsNamed(HomeLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        (l, load) -> {
          List<Fate> acked = load.history().acked();
          return new LedgerRowDeleted(l.books(), acked.get(acked.size() - 5).content().id());
        });
  }

  @Twin(
      value = "attachment-flipped",
      expect = VerdictKind.FAIL,
      culprit = {"attachment * is corrupt*", "rpo-volumes"})
  void aFlippedBitInAnAttachmentIsNamed(HomeLab lab, DrillRun run) throws Exception {
    planted(
        lab,
        run,
        (l, load) ->
            FileFlipped.attachment(
                l.claimFiles(Erp.NAMESPACE, "erp-attachments"),
                load.history().acked().stream()
                    .flatMap(fate -> fate.content().attachment().stream())
                    .reduce((earlier, later) -> later)
                    .orElseThrow()));
  }

  @Twin(value = "entry-never-sent", expect = VerdictKind.FAIL, culprit = "seq * was never sent")
  void anEntryThatNobodySentIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Random random = run.random("phantom");
    UUID id = new UUID(random.nextLong(), random.nextLong());
    planted(lab, run, (l, load) -> BooksTampered.phantom(l.books(), id));
  }

  @Twin(value = "amount-altered", expect = VerdictKind.FAIL, culprit = "seq *: debits *, credits *")
  void anEntryThatDoesNotBalanceIsNamed(HomeLab lab, DrillRun run) throws Exception {
    planted(lab, run, (l, load) -> BooksTampered.amount(l.books()));
  }

  @Twin(
      value = "memo-altered",
      expect = VerdictKind.FAIL,
      culprit = "seq * was altered: its hash is not that of its content")
  void anEntryThatIsNotWhatItsHashSaysIsNamed(HomeLab lab, DrillRun run) throws Exception {
    planted(lab, run, (l, load) -> BooksTampered.memo(l.books()));
  }

  @Twin(value = "head-altered", expect = VerdictKind.FAIL, culprit = "the ERP's own books")
  void aChainWithAnotherEndIsNamedByTheErpItself(HomeLab lab, DrillRun run) throws Exception {
    planted(lab, run, (l, load) -> BooksTampered.headOfTheChain(l.books()));
  }

  @Twin(value = "vso-gone", expect = VerdictKind.FAIL, culprit = "vso-fresh-lease")
  void withoutItsOperatorNoFreshLeaseComes(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    DynamicSecretStatus before = lab.vso().secret();
    String user = lab.erp().secretLogin();
    ScaledDown gone = new ScaledDown(kubernetes(lab), Vso.NAMESPACE, Vso.NAMESPACE);
    run.inject(gone);
    // A Secret that is missing is refilled at once, from a new lease, by an operator that runs.
    lab.erp().deleteSecret();
    Condition fresh = sealing.freshLease(before, user, false);
    boolean byItself =
        Planted.gate(
            run, "vso-fresh-lease", fresh, "the operator has no pod, and nobody scales it up");
    Observation early = sealing.newLeaseWorks(before);
    boolean lacksAHand = !lab.vso().isReady();
    // A hand: the operator then does all that it should, and has not done it by itself.
    run.timed(
        "the operator scaled up by hand",
        () -> {
          gone.undo().run().run();
          return null;
        });
    run.await("a fresh lease", fresh, Duration.ofSeconds(60));
    VaultSealedDrill.claimVso(run, sealing, before, byItself, lacksAHand);
    VaultSealedDrill.claimLease(run, sealing, before, early);
  }

  /** PostgreSQL does not know the password that VSO has put into the Secret. */
  @Twin(value = "password-altered", expect = VerdictKind.FAIL, culprit = "fresh-login-let-in")
  void aFreshLoginThatIsNotLetInIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    DynamicSecretStatus before = lab.vso().secret();
    String user = lab.erp().secretLogin();
    // Refilled at once, from a new lease.
    lab.erp().deleteSecret();
    run.await("a fresh lease", sealing.freshLease(before, user, false), Duration.ofSeconds(60));
    run.inject(
        new PasswordAltered(lab.books(), lab.erp().secretLogin(), lab.erp().secretPassword()));
    VaultSealedDrill.claimFreshLogin(run, sealing, before);
  }

  /** Entries are sent, and nobody says what became of them: nothing has been shown. */
  @Twin(
      value = "answers-dropped",
      expect = VerdictKind.INCONCLUSIVE,
      culprit = "ambiguous-writes of ledger entries")
  void aRunThatKnowsTooLittleOfItsWritesProvesNothing(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab);
        BooksLocked lock = new BooksLocked(lab.books())) {
      Instant at = sealing.inject(lock, load);
      run.await(
          "six entries without an answer, and a third as many as with one",
          () -> {
            LedgerCounts counts = load.progress().counts();
            return Observation.of(
                counts.ambiguous() >= 6 && 3 * counts.ambiguous() >= counts.acknowledged(),
                counts.toString());
          },
          Duration.ofSeconds(90));
      lock.close();
      Instant free = load.now();
      run.await("entries to be taken", () -> load.takesEntriesSince(free), Duration.ofSeconds(30));
      load.verify(at);
    }
  }

  @Twin(value = "erp-left-down", expect = VerdictKind.FAIL, culprit = "erp-serves")
  void anErpThatNobodyStartsDoesNotServe(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    run.inject(new ScaledDown(kubernetes(lab), Erp.NAMESPACE, "erp"));
    Planted.gate(
        run,
        "erp-serves",
        sealing.erpServesUnderItsSecret(),
        "the ERP has no pod, and nobody scales it up");
  }

  /** The outage that users see has no end either, whatever gates say. */
  @Twin(
      value = "entries-refused",
      expect = VerdictKind.FAIL,
      culprit = {"erp-takes-entries", "outage-without-end"})
  void anErpThatServesAndTakesNothingIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      run.inject(BooksTampered.refuseEntries(lab.books()));
      Instant since = load.now();
      run.gate("erp-serves", sealing.erpServesUnderItsSecret());
      Instant patience = since.plus(Duration.ofSeconds(5));
      try {
        run.gate(
            "erp-takes-entries",
            () -> load.takesEntriesSince(since),
            () ->
                load.now().isAfter(patience)
                    ? Optional.of("every entry has been refused for 5 s, 20 of them a second")
                    : Optional.empty());
      } finally {
        load.stop();
      }
    }
  }

  /** Longer than lease and token live: nothing is as before. */
  @Twin(
      value = "short-seal-too-long",
      expect = VerdictKind.FAIL,
      culprit = {"no-new-login-needed", "lease-kept", "user-kept", "erp-undisturbed"})
  void aSealThatOutlivesTheCredentialsIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      VaultSealedDrill.sealedFor("long-seal-seconds", lab, run, sealing, load);
    }
  }

  /**
   * All comes back, and only the time is to blame: the key is brought after 28 s, and the ERP's
   * login has ended 25 s after the seal at the latest. Users cannot have been served for 3 s.
   */
  @Twin(
      value = "key-comes-late",
      expect = VerdictKind.FAIL,
      culprit = {"late vault-unsealed", "total-rto"},
      grace = true)
  void aRecoveryThatIsOverTooLateIsNamedForItsTime(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      DynamicSecretStatus before = lab.vso().secret();
      String user = lab.erp().secretLogin();
      Instant sealed = sealing.inject(new VaultSeal(lab.vault()), load);
      run.step(sealing.unsealLate("long-seal-seconds", sealed, load));
      run.gate("vault-unsealed", sealing.vaultUnsealed());
      run.step(sealing.vsoReauth());
      sealing.passVsoGate(sealing.freshLease(before, user, true));
      run.step(sealing.erpServes());
      sealing.passErpGate();
      sealing.passEntriesGate(load);
      load.stop();
    }
  }

  /** The ERP, and the reader of another Secret, do not outlive the seal as they should. */
  @Twin(
      value = "taken-down-with-it",
      expect = VerdictKind.FAIL,
      culprit = {
        "erp-serves-until-its-lease-ends",
        "other-secrets-are-really-read",
        "other-secrets-unaffected",
        "other-secrets-can-change-while-sealed",
        "wrong-key-refused"
      })
  void whatASealMustNotTakeAlongIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      String user = lab.erp().secretLogin();
      sealing.inject(new VaultSeal(lab.vault()), load);
      Instant end = lab.books().validUntil(user).orElseThrow();
      run.inject(new ScaledDown(kubernetes(lab), Erp.NAMESPACE, "erp"));
      run.inject(ReaderBlinded.in(kubernetes(lab)));
      WhileSealed.otherSecretsStayReadable(run, lab);
      run.inject(new ScaledDown(kubernetes(lab), Erp.NAMESPACE, "letterhead"));
      WhileSealed.otherSecretsStayReadable(run, lab);
      WhileSealed.servesUntilTheLeaseEnds(run, load, end);
      sealing.isRefused(lab.vault().key().key());
    }
  }

  /** Behind Vault's back its login never ends, and its Secret stays where it is. */
  @Twin(
      value = "login-immortal",
      expect = VerdictKind.FAIL,
      culprit = {
        "erp-not-a-second-longer",
        "stale-erp-never-ready",
        "missing-secret-blocks-start",
        "erp-without-secret-never-ready",
        "old-role-gone"
      })
  void anErpThatOutlivesItsLeaseIsNamed(HomeLab lab, DrillRun run) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      String user = lab.erp().secretLogin();
      sealing.inject(new VaultSeal(lab.vault()), load);
      Instant end = lab.books().validUntil(user).orElseThrow();
      run.inject(new LoginImmortal(lab.books(), user, end));
      WhileSealed.servesUntilTheLeaseEnds(run, load, end);
      WhileSealed.staleErpIsNeverReady(run, lab, sealing);
      WhileSealed.erpWithoutItsSecretIsNeverReady(run, lab, sealing);
      sealing.oldRoleIsGone(user);
    }
  }

  /** Nobody puts anything right: what a run begins with is asked again at its end. */
  @Twin(
      value = "left-as-it-is",
      expect = VerdictKind.FAIL,
      culprit = {
        "steady " + Sealing.VAULT,
        "steady " + Sealing.OPERATOR,
        "steady " + Sealing.SERVING,
        "steady " + Sealing.LETTERHEAD
      })
  void whatIsLeftBrokenIsNamedAtTheEnd(HomeLab lab, DrillRun run) throws Exception {
    new Sealing(lab, run).steadyState();
    takeDown(lab, run);
  }

  /** Whatever {@link Sealing#steadyState} asks for. */
  static void takeDown(HomeLab lab, DrillRun run) {
    run.inject(new ScaledDown(kubernetes(lab), Vso.NAMESPACE, Vso.NAMESPACE));
    run.inject(new ScaledDown(kubernetes(lab), Erp.NAMESPACE, "erp"));
    run.inject(new ScaledDown(kubernetes(lab), Erp.NAMESPACE, "letterhead"));
    run.inject(new VaultSeal(lab.vault()));
  }

  private static void planted(HomeLab lab, DrillRun run, Plant plant) throws Exception {
    Sealing sealing = new Sealing(lab, run);
    sealing.steadyState();
    try (ErpLoad load = ErpLoad.start(run, lab)) {
      run.await(
          "an acknowledged attachment",
          () ->
              Observation.of(
                  load.history().acked().stream()
                      .anyMatch(fate -> fate.content().attachment().isPresent()),
                  load.progress().counts().toString()),
          Duration.ofSeconds(10));
      load.stop();
      Instant at = sealing.inject(plant.in(lab, load), load);
      load.verify(at);
    }
  }

  private static KubernetesClient kubernetes(HomeLab lab) {
    return lab.platform().kubernetes();
  }
}
