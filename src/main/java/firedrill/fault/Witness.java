package firedrill.fault;

import java.time.Duration;

/**
 * Proof that a fault happened, read from the system it hit and not from the one that did it. Asked
 * until it has seen it or its deadline is over; an exception means "not yet".
 */
@FunctionalInterface
public interface Witness {

  Evidence observe() throws Exception;

  /** How long after the injection the effect may take to show. */
  default Duration deadline() {
    return Duration.ofSeconds(30);
  }
}
