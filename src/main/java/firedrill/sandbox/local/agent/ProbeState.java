package firedrill.sandbox.local.agent;

import java.util.Optional;

/** Kubelet's rule: a result counts once it was seen threshold times in a row. */
final class ProbeState {

  private final int successThreshold;
  private final int failureThreshold;
  private boolean lastAttempt;
  private int run;
  private Boolean verdict;

  ProbeState(Integer successThreshold, Integer failureThreshold) {
    this.successThreshold = orDefault(successThreshold, 1);
    this.failureThreshold = orDefault(failureThreshold, 3);
  }

  /** The new verdict, if this attempt changed it. */
  Optional<Boolean> record(boolean success) {
    run = run > 0 && lastAttempt == success ? run + 1 : 1;
    lastAttempt = success;
    if (run < (success ? successThreshold : failureThreshold)
        || (verdict != null && verdict == success)) {
      return Optional.empty();
    }
    verdict = success;
    return Optional.of(success);
  }

  private static int orDefault(Integer value, int otherwise) {
    return value == null || value == 0 ? otherwise : value;
  }
}
