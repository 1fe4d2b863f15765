package drills;

import firedrill.component.erp.Erp;
import firedrill.component.vso.Vso;
import firedrill.junit.DrillRun;
import firedrill.lab.HomeLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;

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

  /**
   * Whether it serves, and takes an entry with its attachment; either is an answer.
   *
   * @param held what is held back, in words
   */
  boolean erpComes(String held) {
    ScaledDown down = new ScaledDown(kubernetes(), Erp.NAMESPACE, "erp");
    run.inject(down);
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
