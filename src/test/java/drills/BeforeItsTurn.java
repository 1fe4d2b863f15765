package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.erp.Erp;
import firedrill.component.vso.Vso;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The ERP, taken down and started again while a step that it should have waited for is held back.
 */
final class BeforeItsTurn {

  /** One that nothing hinders serves within a fraction of it. */
  private static final Duration COMES_WITHIN = Duration.ofSeconds(30);

  private final HomeLab lab;
  private final DrillRun run;
  private final ErpLoad load;

  BeforeItsTurn(HomeLab lab, DrillRun run, ErpLoad load) {
    this.lab = lab;
    this.run = run;
    this.load = load;
  }

  /** It goes down with the rest; nothing is written until {@link #erpComes}. */
  void takeErpDown() {
    run.inject(new ScaledDown(kubernetes(), Erp.NAMESPACE, "erp"));
  }

  /**
   * Started now: whether it serves, and takes an entry with its attachment; either is an answer.
   *
   * @param held what is held back, in words
   */
  boolean erpComes(String held) {
    Instant since = load.now();
    lab.erp().scale(1);
    boolean came;
    String seen;
    try {
      seen =
          run.await(
              "the ERP to come while " + held,
              () ->
                  Observation.allOf(
                      Observation.of(lab.erp().isServing(), "serving: " + lab.erp().isServing()),
                      load.takesEntriesSince(since)),
              COMES_WITHIN);
      came = true;
    } catch (IllegalStateException stays) {
      seen = stays.getMessage();
      came = false;
    }
    run.observe("erp-before-its-turn", "while " + held + ": " + seen, came);
    return came;
  }

  /**
   * What the early starts say of claims that an ERP does not come before its turn.
   *
   * @param came whether one of them did: that is an answer however long it took
   * @param unhindered how long a start takes that nothing holds back; empty while that is unknown
   */
  static ClaimOutcome waits(boolean came, Optional<Duration> unhindered) {
    if (came) {
      return ClaimOutcome.REFUTED;
    }
    boolean tells =
        unhindered.filter(took -> took.multipliedBy(2).compareTo(COMES_WITHIN) < 0).isPresent();
    return tells ? ClaimOutcome.CONFIRMED : ClaimOutcome.UNDECIDED;
  }

  /** VSO's step held back: without its operator nothing is fetched. */
  ScaledDown holdVso() {
    ScaledDown gone = new ScaledDown(kubernetes(), Vso.NAMESPACE, Vso.NAMESPACE);
    run.inject(gone);
    return gone;
  }

  private KubernetesClient kubernetes() {
    return lab.platform().kubernetes();
  }
}
