package drills;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * A change of Longhorn's resources that was asked for.
 *
 * @param answer of the API server; empty when it accepted
 */
record Attempt(String change, String answer, long millis) {

  static Attempt of(String change, Runnable request) {
    long began = System.nanoTime();
    String answer = "";
    try {
      request.run();
    } catch (KubernetesClientException e) {
      answer = Refusal.text(e);
    }
    return new Attempt(change, answer, (System.nanoTime() - began) / 1_000_000);
  }

  boolean accepted() {
    return answer.isEmpty();
  }

  @Override
  public String toString() {
    return change
        + (accepted()
            ? ": accepted after " + millis + " ms"
            : ": refused after " + millis + " ms of trying again: " + answer);
  }
}
