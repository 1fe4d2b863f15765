package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.erp.Erp;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is asked of the ERP and of others while Vault is sealed, by scenarios and twins alike. */
final class WhileSealed {

  /** Watched so long; an ERP that nothing hinders is ready in a fraction of it. */
  private static final Duration NEVER_READY = Duration.ofSeconds(10);

  private WhileSealed() {}

  /** How long an ERP that served on would be seen to. */
  private static final Duration WATCHED = Duration.ofSeconds(4);

  /**
   * Acknowledgements go on until PostgreSQL's own "valid until" and stop there.
   *
   * @param end of the login under which the ERP works
   */
  static void servesUntilTheLeaseEnds(DrillRun run, ErpLoad load, Instant end) {
    run.await(
        "the ERP's login to end",
        () -> Observation.of(load.now().isAfter(end.plus(WATCHED)), "valid until " + end),
        Duration.ofSeconds(40));
    Instant lastAck = load.progress().lastAckBefore(load.now()).orElseThrow();
    long millis = Duration.between(end, lastAck).toMillis();
    String when =
        Math.abs(millis) + " ms " + (millis < 0 ? "before" : "after") + " the end of its login";
    run.expect(
        "erp-serves-until-its-lease-ends", "last acknowledged entry " + when, millis > -2000);
    run.expect("erp-not-a-second-longer", "last acknowledged entry " + when, millis < 1000);
    run.finding("the ERP's last entry came " + when + ", " + end);
  }

  /**
   * Asked when an ERP has been started before VSO has refilled its Secret: what is in it.
   *
   * @param how it was started, in words
   * @return whether its credentials are stale or missing
   */
  static boolean claimStale(DrillRun run, HomeLab lab, String how) {
    Observation found = staleOrMissing(lab);
    run.claim(
        "stale-creds-before-vso",
        ClaimOutcome.of(found.ok()),
        "an ERP was started " + how + ": " + found.text());
    return found.ok();
  }

  /** PostgreSQL's word on the login that is in the ERP's Secret. */
  private static Observation staleOrMissing(HomeLab lab) {
    String user = lab.erp().secretLogin();
    if (user.isEmpty()) {
      return Observation.of(true, "there is no Secret");
    }
    Optional<String> refusal = lab.books().refusal(user, lab.erp().secretPassword());
    return Observation.of(
        refusal.isPresent(),
        refusal
            .map(why -> "PostgreSQL does not let " + user + " of the Secret in: " + why)
            .orElse("PostgreSQL lets " + user + " of the Secret in"));
  }

  /**
   * The other answers to what {@code long-leases} asks, where the login has not ended, and to what
   * was asked before VSO had refilled the Secret.
   *
   * @param stale whether the credentials of an ERP restarted while Vault was sealed were
   * @param neverReady whether it was not ready: "not in time" counts only when the same restart,
   *     unhindered, was well in time
   */
  static void controls(
      DrillRun run, HomeLab lab, boolean stale, boolean neverReady, Duration unhindered) {
    boolean tells = unhindered.multipliedBy(2).compareTo(NEVER_READY) < 0;
    run.control(
        "each-step-gates-next",
        neverReady && tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "V→E: with a login that has ended, or none, an ERP restarted while Vault is sealed was"
            + " ready in "
            + NEVER_READY.toSeconds()
            + " s: "
            + !neverReady
            + "; restarted once VSO had refilled the Secret, it was ready after "
            + unhindered.toMillis()
            + " ms");
    run.control(
        "stale-creds-before-vso",
        ClaimOutcome.of(stale),
        "the same question with a login that has ended, or none: stale or missing: " + stale);
    Observation refilled = staleOrMissing(lab);
    run.control(
        "stale-creds-before-vso",
        ClaimOutcome.of(refilled.ok()),
        "the same question once VSO has refilled the Secret: " + refilled.text());
  }

  /** A restarted pod finds the old Secret, whose login PostgreSQL no longer lets in. */
  static boolean staleErpIsNeverReady(DrillRun run, HomeLab lab, Sealing sealing) {
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

  /** Restarted; whoever calls this has seen to the Secret. */
  static boolean erpWithoutItsSecretIsNeverReady(DrillRun run, HomeLab lab, Sealing sealing) {
    Set<String> before = uids(lab);
    lab.erp().restart();
    run.expectWithin(
        "missing-secret-blocks-start",
        () ->
            Observation.of(
                fresh(lab, before).anyMatch(p -> Erp.state(p).equals("CreateContainerConfigError")),
                sealing.states()),
        Duration.ofSeconds(20),
        () ->
            fresh(lab, before).anyMatch(Erp::isReady)
                ? Optional.of("the new pod has found its Secret: its container runs")
                : Optional.empty());
    return neverReady(run, lab, sealing, "erp-without-secret-never-ready");
  }

  private static Set<String> uids(HomeLab lab) {
    return lab.erp().pods().stream().map(p -> p.getMetadata().getUid()).collect(Collectors.toSet());
  }

  /** Pods that are not those of before. */
  private static Stream<Pod> fresh(HomeLab lab, Set<String> before) {
    return lab.erp().pods().stream().filter(p -> !before.contains(p.getMetadata().getUid()));
  }

  /** Watched for some seconds; one ready pod is enough to be red. */
  private static boolean neverReady(DrillRun run, HomeLab lab, Sealing sealing, String name) {
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
    boolean ready = lab.letterhead().isReady();
    run.expect(
        "other-secrets-unaffected",
        "the reader is " + (ready ? "ready" : "not ready") + ", Vault " + lab.vault().sealStatus(),
        ready);
    lab.letterhead().write("something else");
    run.expectWithin(
        "other-secrets-are-really-read", () -> not(readerReady(lab)), Duration.ofSeconds(10));
    lab.letterhead().write("every entry exactly once");
    run.expectWithin(
        "other-secrets-can-change-while-sealed", () -> readerReady(lab), Duration.ofSeconds(10));
  }

  private static Observation readerReady(HomeLab lab) {
    boolean ready = lab.letterhead().isReady();
    return Observation.of(ready, "the reader is " + (ready ? "ready" : "not ready"));
  }

  private static Observation not(Observation seen) {
    return Observation.of(!seen.ok(), seen.text());
  }
}
