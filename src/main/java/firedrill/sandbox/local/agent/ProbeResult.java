package firedrill.sandbox.local.agent;

/**
 * Outcome of one attempt.
 *
 * @param message what kubelet would say, for example {@code HTTP probe failed with statuscode: 503}
 */
record ProbeResult(boolean success, String message) {

  static final ProbeResult OK = new ProbeResult(true, "");

  static ProbeResult failure(String message) {
    return new ProbeResult(false, message);
  }
}
