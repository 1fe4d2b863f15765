package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.erp.Erp;
import firedrill.component.vault.Leases;
import firedrill.component.vault.SealStatus;
import firedrill.component.vault.SecretAnswer;
import firedrill.component.vso.DynamicSecretStatus;
import firedrill.fault.Fault;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.vault.VaultException;
import org.springframework.web.client.RestClientException;

/** What the scenarios of {@code vault-sealed} have in common. */
final class Sealing {

  /** What {@link #steadyState} asks for, by the names that a twin blames. */
  static final String VAULT = "vault-unsealed";

  static final String OPERATOR = "vso-healthy";
  static final String SERVING = "erp-serving-under-issued-credentials";
  static final String LETTERHEAD = "letterhead-read";

  private static final Duration CONDITIONS_WITHIN = Duration.ofSeconds(22);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

  private final HomeLab lab;
  private final DrillRun run;
  private Instant unsealed;
  private Optional<Helped> vso = Optional.empty();
  private Optional<Helped> erp = Optional.empty();

  Sealing(HomeLab lab, DrillRun run) {
    this.lab = lab;
    this.run = run;
  }

  /**
   * The hypothesis: ERP serving under Vault's credentials, VSO healthy, books in order. The
   * scenarios of a lab run in any order; each first lets the lab come back from the one before.
   */
  void steadyState() throws Exception {
    run.prepare(
        "the lab to come back from the scenario before",
        () -> {
          lab.notes().forEach(run::finding);
          run.await("Vault unsealed", vaultUnsealed(), BACK_WITHIN);
          run.await("a login that lives no longer than usual", this::loginAsUsual, BACK_WITHIN);
          run.await("VSO healthy", vsoHealthy(), BACK_WITHIN);
          run.await("ERP serving", erpHelped(), BACK_WITHIN);
          run.await("the letterhead read", this::letterheadRead, BACK_WITHIN);
        });
    run.steadyState(VAULT, vaultUnsealed());
    run.steadyState(OPERATOR, vsoHealthy());
    run.steadyState(SERVING, erpServesUnderItsSecret());
    run.steadyState(LETTERHEAD, this::letterheadRead);
  }

  /**
   * One of an hour, which a scenario before has had, goes a moment after VSO's restart, and the
   * ERP's pod with it: until then all seems well.
   */
  private Observation loginAsUsual() throws Exception {
    String user = lab.erp().secretLogin();
    Instant latest = Instant.now().plus(Leases.ofDrill().database().multipliedBy(2));
    Optional<Instant> until = lab.books().validUntil(user);
    return Observation.of(
        until.filter(end -> end.isBefore(latest)).isPresent(),
        user + " is valid until " + until.map(Instant::toString).orElse("it is made"));
  }

  private Observation letterheadRead() {
    return Observation.of(lab.letterhead().isReady(), "the reader's pod");
  }

  private Condition vsoHealthy() {
    return () -> {
      DynamicSecretStatus s = lab.vso().secret();
      boolean operator = lab.vso().isReady();
      return Observation.allOf(
          Observation.of(operator, "the operator's pod is " + (operator ? "ready" : "not ready")),
          Observation.of(s.isHealthy(), s.health()));
    };
  }

  /** Right after a renewal, so that the time to the next one is known. */
  DynamicSecretStatus afterRenewal() {
    long last = lab.vso().secret().lastRenewal();
    run.await(
        "a renewal of the ERP's lease",
        () -> {
          long now = lab.vso().secret().lastRenewal();
          return Observation.of(now > last, "last renewal " + now);
        },
        Duration.ofSeconds(30));
    return lab.vso().secret();
  }

  /**
   * A moment at which neither VSO's lease nor VSO's own token is due for renewal within the short
   * seal: both live 20 s, the lease is renewed after 13.4 s at the earliest, the token after 13.3
   * s, each on its own clock. A renewal that meets a sealed Vault costs the token its life: its
   * next attempt comes after a back-off of 10 s and more.
   */
  DynamicSecretStatus quietMoment() {
    run.await(
        "lease and token to have been renewed lately",
        () -> {
          long leaseAge = Instant.now().getEpochSecond() - lab.vso().secret().lastRenewal();
          long tokenTtl = lab.vault().clientTokenTtl().toSeconds();
          return Observation.of(
              leaseAge <= 7 && tokenTtl >= 14,
              "lease renewed " + leaseAge + " s ago, token lives for " + tokenTtl + " s");
        },
        Duration.ofSeconds(90));
    return lab.vso().secret();
  }

  Instant inject(Fault fault, ErpLoad load) {
    Instant at = load.now();
    run.inject(fault);
    return at;
  }

  /** Keeps Vault sealed for as long as the plan wants, while the systems under test run on. */
  void staySealed(String size, Instant since, ErpLoad load) {
    Instant until = since.plusSeconds(run.plan().size(size));
    run.await(
        "the seal to last " + run.plan().size(size) + " s",
        () -> Observation.of(!load.now().isBefore(until), "sealed since " + since),
        Duration.ofSeconds(run.plan().size(size) + 5L));
  }

  /**
   * Whether VSO's conditions tell of the seal. Both answers are results: when its login has died
   * before a renewal was due, VSO only emits events and leaves the status True.
   */
  void whatVsoSays(Instant sealed, ErpLoad load) {
    Instant patience = sealed.plus(CONDITIONS_WITHIN);
    run.await(
        "VSO's conditions to tell of the seal, or " + CONDITIONS_WITHIN.toSeconds() + " s",
        () ->
            Observation.of(
                lab.vso().secret().complains() || load.now().isAfter(patience),
                lab.vso().secret().conditions().toString()),
        CONDITIONS_WITHIN.plusSeconds(5));
    DynamicSecretStatus s = lab.vso().secret();
    long after = Duration.between(sealed, load.now()).toMillis();
    run.observe(
        "vso-says-so", s.conditions() + "; events: " + lab.vso().complaints(), s.complains());
    run.finding(
        s.complains()
            ? "VSO's conditions told of the seal " + after + " ms after it"
            : "VSO's conditions did not tell of the seal in "
                + after
                + " ms: Ready stayed True; its events: "
                + lab.vso().complaints());
  }

  void wrongKeyIsRefused() {
    isRefused(lab.vault().key().wrong());
  }

  /**
   * Whether Vault refuses a key and stays sealed.
   *
   * @param key which a twin replaces by one that is right
   */
  void isRefused(String key) {
    String answer;
    boolean refused;
    try {
      answer = "accepted: " + lab.vault().unseal(key);
      refused = false;
    } catch (VaultException e) {
      answer = e.getMessage().lines().collect(Collectors.joining("; "));
      refused = answer.contains("400");
    }
    SealStatus after = lab.vault().sealStatus();
    run.expect(
        "wrong-key-refused",
        answer + "; Vault is " + after,
        refused && after.reachable() && after.sealed());
  }

  Step unseal() {
    return Step.of(
        "unseal-vault",
        Actor.HUMAN,
        () -> {
          wrongKeyIsRefused();
          run.timed("unseal", () -> lab.vault().unseal(lab.vault().key().key()));
          unsealed = Instant.now();
        });
  }

  /** Planted: the key is there, and whoever has it takes that long. */
  Step unsealLate(String size, Instant sealed, ErpLoad load) {
    Step prompt = unseal();
    return Step.of(
        prompt.name(),
        prompt.actor(),
        () -> {
          staySealed(size, sealed, load);
          prompt.action().run();
        });
  }

  Condition vaultUnsealed() {
    return () -> {
      SealStatus s = lab.vault().sealStatus();
      boolean active = s.reachable() && !s.sealed() && lab.vault().isActive();
      return Observation.allOf(
          Observation.of(s.reachable() && !s.sealed(), "Vault: " + s),
          Observation.of(active, active ? "active" : "not active"));
    };
  }

  /**
   * Asked of a Vault that was started again, before anybody has given it the key. It must hold what
   * {@link Blackout#remember} has written.
   */
  void claimCameBackSealed(String when) {
    Served seen = served();
    run.claim("vault-restarts-sealed", seen.servesNothing(), when + ": " + seen);
  }

  /** The same question once the key was given. */
  void controlSealed() {
    Served seen = served();
    run.control("vault-restarts-sealed", seen.servesNothing(), "after the key was given: " + seen);
  }

  private Served served() {
    SealStatus seal = lab.vault().sealStatus();
    try {
      return new Served(seal, Optional.of(lab.vault().askForKept()));
    } catch (RestClientException | VaultException e) {
      return new Served(seal, Optional.empty());
    }
  }

  /** What Vault says of its seal, and what it answers to its root token; empty without answer. */
  private record Served(SealStatus seal, Optional<SecretAnswer> secret) {

    ClaimOutcome servesNothing() {
      if (!seal.reachable() || secret.isEmpty()) {
        return ClaimOutcome.UNDECIDED;
      }
      if (!seal.sealed() || secret.get().isServed()) {
        return ClaimOutcome.REFUTED;
      }
      return secret.get().isRefusedAsSealed() ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED;
    }

    @Override
    public String toString() {
      return seal
          + "; asked with its root token for a secret that it holds: "
          + secret.map(SecretAnswer::toString).orElse("no answer");
    }
  }

  /** Whether the Secret names another lease than before, and PostgreSQL lets its login in. */
  Observation newLeaseWorks(DynamicSecretStatus before) throws Exception {
    DynamicSecretStatus now = lab.vso().secret();
    String user = lab.erp().secretLogin();
    boolean fresh = !now.leaseId().equals(before.leaseId());
    Optional<String> refusal = lab.books().refusal(user, lab.erp().secretPassword());
    return Observation.of(
        fresh && refusal.isEmpty(),
        "lease "
            + now.leaseId()
            + (fresh ? " is new" : " is that of before")
            + "; PostgreSQL "
            + refusal
                .map(why -> "does not let " + user + " in with the Secret's password: " + why)
                .orElse("lets " + user + " in with the Secret's password")
            + lab.books().validUntil(user).map(t -> ", valid until " + t).orElse(""));
  }

  /** Whether the token that VSO works under is a new one, issued for a service account's. */
  Observation newLoginFromKubernetes(DynamicSecretStatus before) {
    DynamicSecretStatus now = lab.vso().secret();
    if (now.clientId().equals(before.clientId())) {
      return Observation.notYet("VSO works under the login of before, " + now.clientId());
    }
    return lab.vault().tokens().stream()
        .filter(token -> now.isClientOf(token.accessor()))
        .findFirst()
        .map(token -> Observation.of(token.isFromKubernetes(), "to Vault, VSO is " + token))
        .orElseGet(
            () -> Observation.notYet("Vault knows no token that is VSO's " + now.clientId()));
  }

  /** How long a restart of the ERP takes that nothing hinders. */
  Duration restartedErpIsReady() {
    long began = System.nanoTime();
    lab.erp().restart();
    run.await(
        "the ERP, restarted with fresh credentials, to be ready",
        () ->
            Observation.of(
                lab.erp().pods().stream()
                    .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                    .anyMatch(Erp::isReady),
                states()),
        BACK_WITHIN);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Returns whether new entries, attachments included, are taken now. */
  boolean passEntriesGate(ErpLoad load) {
    Instant since = load.now();
    run.gate("erp-takes-entries", () -> load.takesEntriesSince(since));
    return load.takesEntriesSince(since).ok();
  }

  /** VSO's step: it is to do all by itself. The waiting is the gate's. */
  Step vsoReauth() {
    return Step.of("vso-reauth", Actor.AGENT, () -> {}).after("vault-unsealed");
  }

  /** Where VSO does not resume by itself: a forced sync, then a restart. */
  Helped vsoHelped(Condition fresh) {
    return new Helped(
        fresh,
        run::finding,
        List.of(
            new Helped.Remedy(
                Duration.ofSeconds(25),
                "VSO had not resumed by itself: a sync was forced",
                () -> lab.vso().kick("after-unseal-" + unsealed.toEpochMilli())),
            new Helped.Remedy(
                Duration.ofSeconds(40), "VSO was restarted", () -> lab.vso().restart())));
  }

  /** Passes the gate and says who made it pass. */
  boolean passVsoGate(Condition fresh) {
    Helped helped = vsoHelped(fresh);
    vso = Optional.of(helped);
    run.gate("vso-fresh-lease", helped);
    if (!helped.wasHelped()) {
      run.finding("VSO resumed by itself");
    }
    return !helped.wasHelped();
  }

  /** Whether VSO would not have come to it without a hand, as far as its gate can tell. */
  boolean vsoNeededTheHand() {
    return vso.filter(Helped::neededTheHand).isPresent();
  }

  /** Whether whoever was helped at a gate may have lacked nothing but time. */
  boolean helpedForTimeAlone() {
    List<Helped> helped =
        Stream.of(vso, erp).flatMap(Optional::stream).filter(Helped::wasHelped).toList();
    return !helped.isEmpty() && helped.stream().noneMatch(Helped::neededTheHand);
  }

  /** How often the containers of the ERP's pods have been restarted. */
  int restarts() {
    return lab.erp().pods().stream()
        .flatMap(p -> p.getStatus().getContainerStatuses().stream())
        .mapToInt(c -> c.getRestartCount())
        .sum();
  }

  /**
   * New credentials: another lease, another user.
   *
   * @param newLogin whether VSO must also have logged in anew
   */
  Condition freshLease(DynamicSecretStatus before, String oldUser, boolean newLogin) {
    return () -> {
      DynamicSecretStatus now = lab.vso().secret();
      String user = lab.erp().secretLogin();
      boolean ok =
          !now.leaseId().equals(before.leaseId())
              && !user.isEmpty()
              && !user.equals(oldUser)
              && (!newLogin || !now.clientId().equals(before.clientId()));
      return Observation.of(
          ok,
          "lease "
              + now.leaseId()
              + (now.clientId().equals(before.clientId()) ? ", same login" : ", new login")
              + ", user "
              + user
              + ", "
              + now.conditions());
    };
  }

  /** The ERP's step: VSO restarts its Deployment. The waiting is the gate's. */
  Step erpServes() {
    return Step.of("erp-serves", Actor.AGENT, () -> {}).after("vso-fresh-lease");
  }

  /** Passes the gate and says whether nobody had to restart an ERP left behind. */
  boolean passErpGate() {
    Helped helped = erpHelped();
    erp = Optional.of(helped);
    run.gate("erp-serves", helped);
    return !helped.wasHelped();
  }

  /**
   * An ERP left behind with an old login is restarted by hand, and that is said: VSO (1.5.0) may
   * issue two logins within a second, and its restart mark has a resolution of one second, so the
   * second restarts nothing (hashicorp/vault-secrets-operator issue 1228).
   */
  private Helped erpHelped() {
    return new Helped(
        erpServesUnderItsSecret(),
        run::finding,
        List.of(
            new Helped.Remedy(
                Duration.ofSeconds(20),
                "the ERP had not rolled over to the fresh login: it was restarted by hand",
                () -> lab.erp().rolloutRestart())));
  }

  Condition erpServesUnderItsSecret() {
    return () -> {
      String wanted = lab.erp().secretLogin();
      if (!lab.erp().isSettled()) {
        return Observation.notYet("rollout under way: " + states());
      }
      if (!lab.erp().isServing()) {
        return Observation.notYet("not ready: " + states());
      }
      String actual = lab.erp().login();
      return Observation.of(
          wanted.equals(actual), "serves as " + actual + ", the Secret says " + wanted);
    };
  }

  String states() {
    return lab.erp().pods().stream()
        .map(p -> p.getMetadata().getName() + " " + Erp.state(p))
        .toList()
        .toString();
  }

  /**
   * Follows, from before the unseal, when PostgreSQL loses the old login and when the Secret gets a
   * new one: leases that ran out while Vault was sealed are revoked as soon as it is unsealed.
   */
  Handover watchHandover(String oldUser) {
    return new Handover(
        () -> !lab.books().roleExists(oldUser), () -> !lab.erp().secretLogin().equals(oldUser));
  }

  void reportHandover(Handover handover) {
    handover.close();
    run.observe(
        "old-login-revoked",
        handover
            .revoked()
            .map(t -> millisAfterUnseal(t) + " ms after the unseal")
            .orElse("not seen"),
        handover.revoked().map(this::millisAfterUnseal).orElse(null));
    run.observe(
        "new-login-in-secret",
        handover
            .issued()
            .map(t -> millisAfterUnseal(t) + " ms after the unseal")
            .orElse("not seen"),
        handover.issued().map(this::millisAfterUnseal).orElse(null));
    if (handover.revoked().isPresent() && handover.issued().isPresent()) {
      run.finding(
          handover.revoked().get().isBefore(handover.issued().get())
              ? "the old login was revoked before VSO had put a new one into the Secret"
              : "VSO had put a new login into the Secret before the old one was revoked");
    }
  }

  private long millisAfterUnseal(Instant t) {
    return Duration.between(unsealed, t).toMillis();
  }

  boolean oldRoleIsGone(String user) {
    AtomicBoolean seen = new AtomicBoolean();
    return run.expectWithin(
        "old-role-gone",
        () -> {
          boolean exists = lab.books().roleExists(user);
          seen.set(exists);
          return Observation.of(!exists, user + (exists ? " still exists" : " is gone"));
        },
        Duration.ofSeconds(20),
        () -> {
          SealStatus s = lab.vault().sealStatus();
          return seen.get() && s.reachable() && s.sealed()
              ? Optional.of("Vault is sealed and nobody is asked for its key: it revokes nothing")
              : Optional.empty();
        });
  }
}
