package drills;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What an API server says against a change. */
final class Refusal {

  private Refusal() {}

  /** Its own sentence, as kubectl prints it; the client's exception says everything three times. */
  static String text(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? String.valueOf(e.getMessage())
        : e.getStatus().getMessage();
  }
}
