package drills;

import firedrill.junit.DrillRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** File systems that would not have been mounted without an operator's {@code e2fsck -fy}. */
final class Repairs {

  private Repairs() {}

  /**
   * How many, as the scenario goes on; each is told at its end, with its step.
   *
   * @return how many
   */
  static int tell(DrillRun run, KubernetesClient client) {
    List<String> all = all(client);
    run.observe("repaired-by-hand", all.size() + " file systems", all.size());
    return all.size();
  }

  /** What the cluster remembers of them, in words. */
  static List<String> all(KubernetesClient client) {
    return client.v1().events().inAnyNamespace().list().getItems().stream()
        .filter(e -> "FailedMount".equals(e.getReason()))
        .filter(e -> String.valueOf(e.getMessage()).contains("e2fsck -fy"))
        .map(
            e ->
                e.getInvolvedObject().getNamespace()
                    + "/"
                    + e.getInvolvedObject().getName()
                    + ": "
                    + e.getMessage())
        .distinct()
        .toList();
  }
}
