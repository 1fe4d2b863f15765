package drills;

import firedrill.component.erp.Erp;
import firedrill.component.vault.SealStatus;
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
import java.util.stream.Collectors;
import org.springframework.vault.VaultException;

/** What the scenarios of {@code vault-sealed} have in common. */
final class Sealing {

  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

  private final HomeLab lab;
  private final DrillRun run;
  private Instant unsealed;
  private boolean byItself;

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
          run.await("VSO healthy", vsoHealthy(), BACK_WITHIN);
          run.await("ERP serving", erpServesUnderItsSecret(), BACK_WITHIN);
        });
    run.steadyState("vault-unsealed", vaultUnsealed());
    run.steadyState("vso-healthy", vsoHealthy());
    run.steadyState("erp-serving-under-issued-credentials", erpServesUnderItsSecret());
    run.steadyState(
        "letterhead-read", () -> Observation.of(lab.letterhead().isReady(), "the reader's pod"));
  }

  private Condition vsoHealthy() {
    return () -> {
      DynamicSecretStatus s = lab.vso().secret();
      return Observation.of(lab.vso().isReady() && s.isHealthy(), s.conditions().toString());
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

  void wrongKeyIsRefused() {
    String answer;
    boolean refused;
    try {
      answer = "accepted: " + lab.vault().unseal(lab.vault().key().wrong());
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

  Condition vaultUnsealed() {
    return () -> {
      SealStatus s = lab.vault().sealStatus();
      return Observation.of(s.reachable() && !s.sealed() && lab.vault().isActive(), "Vault: " + s);
    };
  }

  /**
   * VSO's step: it should do all by itself. Where it does not, an operator's two remedies are tried
   * in turn, and the run says so with figures.
   */
  Step vsoReauth(Condition fresh) {
    return Step.of(
            "vso-reauth",
            Actor.AGENT,
            () -> {
              if (resumes(fresh, Duration.ofSeconds(25))) {
                run.finding(
                    "VSO resumed by itself, at most " + sinceUnseal() + " ms after the unseal");
                return;
              }
              run.finding("VSO had not resumed by itself 25 s after the unseal; forcing a sync");
              lab.vso().kick("after-unseal-" + unsealed.toEpochMilli());
              if (!resumes(fresh, Duration.ofSeconds(15))) {
                run.finding("a forced sync did not help within 15 s; restarting VSO");
                lab.vso().restart();
              }
            })
        .after("vault-unsealed");
  }

  private long sinceUnseal() {
    return Duration.between(unsealed, Instant.now()).toMillis();
  }

  /** Whether VSO needed no operator. */
  boolean vsoResumedByItself() {
    return byItself;
  }

  /** How often the containers of the ERP's pods have been restarted. */
  int restarts() {
    return lab.erp().pods().stream()
        .flatMap(p -> p.getStatus().getContainerStatuses().stream())
        .mapToInt(c -> c.getRestartCount())
        .sum();
  }

  private boolean resumes(Condition fresh, Duration within) throws Exception {
    return run.timed(
        "VSO",
        () ->
            firedrill.recovery.Gates.await(
                        new firedrill.recovery.Gate("vso-resumes", fresh, within, Duration.ZERO)
                            .withoutGrace())
                    .outcome()
                != firedrill.recovery.GateResult.Outcome.FAILED);
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

  /**
   * The ERP's step: VSO restarts its Deployment. When it has not come back by itself in time an
   * operator restarts it, and the run says so.
   */
  Step erpServes() {
    return Step.of(
            "erp-serves",
            Actor.AGENT,
            () -> {
              if (!resumes(erpServesUnderItsSecret(), Duration.ofSeconds(20))) {
                run.finding(
                    "the ERP had not rolled over to the fresh login 20 s after it was issued;"
                        + " restarted by hand: "
                        + states());
                lab.erp().rolloutRestart();
              }
            })
        .after("vso-fresh-lease");
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
    return run.expectWithin(
        "old-role-gone",
        () -> {
          boolean exists = lab.books().roleExists(user);
          return Observation.of(!exists, user + (exists ? " still exists" : " is gone"));
        },
        Duration.ofSeconds(20));
  }
}
