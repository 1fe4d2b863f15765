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
   * "Not in time" counts only when the same restart, unhindered, was well in time.
   *
   * @param how the pod was started, in words
   */
  static void claimStale(DrillRun run, String how, boolean neverReady, Duration unhindered) {
    boolean tells = unhindered.multipliedBy(2).compareTo(NEVER_READY) < 0;
    run.claim(
        "stale-creds-before-vso",
        !neverReady
            ? ClaimOutcome.REFUTED
            : tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED,
        "an ERP pod restarted while sealed "
            + (neverReady ? "was not ready" : "became ready")
            + " "
            + how
            + ", in "
            + NEVER_READY.toSeconds()
            + " s");
    // The other answer to what long-leases asks: there the login has not ended.
    ClaimOutcome ended = neverReady && tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED;
    String seen =
        "with a login that has ended, or none, an ERP restarted while Vault is sealed was ready: "
            + !neverReady;
    run.control("each-step-gates-next", ended, "V→E: " + seen);
    run.control("stale-creds-before-vso", ended, seen);
    run.control(
        "stale-creds-before-vso",
        ClaimOutcome.of(unhindered.compareTo(NEVER_READY) > 0),
        "restarted once VSO had refilled the Secret, it was ready after "
            + unhindered.toMillis()
            + " ms");
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
    boolean never = neverReady(run, lab, sealing, "stale-erp-never-ready");
    // Whether "never" says anything is known at the end, from a restart that nothing hinders.
    run.claim(
        "stale-creds-before-vso",
        never ? ClaimOutcome.UNDECIDED : ClaimOutcome.REFUTED,
        "an ERP pod restarted while sealed: " + sealing.states());
    return never;
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
    boolean never = neverReady(run, lab, sealing, "erp-without-secret-never-ready");
    // As above: what it says is known at the end.
    run.claim(
        "stale-creds-before-vso",
        never ? ClaimOutcome.UNDECIDED : ClaimOutcome.REFUTED,
        "an ERP pod restarted without its Secret: " + sealing.states());
    return never;
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
