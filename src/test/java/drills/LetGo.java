package drills;

import firedrill.component.longhorn.Attachments;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** Kubernetes lets go of Longhorn's volumes before any of their names is there again. */
final class LetGo {

  private LetGo() {}

  /** Takes every request for an attachment back, and waits until none is left. */
  static void ofEveryVolume(DrillRun run, KubernetesClient client, Duration within) {
    Attachments attachments = new Attachments(client);
    attachments.release();
    run.await(
        "Kubernetes to let go of every volume",
        () -> {
          List<String> left = attachments.volumes();
          return Observation.of(left.isEmpty(), "still attached: " + left);
        },
        within);
  }
}
