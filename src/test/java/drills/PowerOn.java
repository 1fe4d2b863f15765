package drills;

import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** What a human does first after a cut of all: every machine's plug is put back. */
final class PowerOn {

  private PowerOn() {}

  /** Until the control plane is back; one that stays away ends the scenario. */
  static void all(DrillRun run, Sandbox sandbox, KubernetesClient client, Duration within)
      throws Exception {
    run.timed(
        "power on",
        () -> {
          sandbox.power().restore(sandbox.nodes().toArray(Node[]::new));
          return null;
        });
    awaitApi(run, client, within);
  }

  static void awaitApi(DrillRun run, KubernetesClient client, Duration within) {
    run.await(
        "the API server to answer",
        () -> Observation.of(ApiServer.answers(client), "/readyz"),
        within);
  }
}
