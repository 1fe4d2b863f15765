package firedrill.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Remembers when a mark was last seen, so that most calls cost nothing. */
final class Verification {
  /** How old a proof may be for a call that changes but does not destroy. */
  static final Duration FRESH = Duration.ofSeconds(5);

  private final Runnable proof;
  private final LongSupplier nanos;
  private volatile Long provedAt;

  /**
   * @param proof looks at the target itself and throws {@link GuardRefusal} without the mark,
   *     {@link java.io.UncheckedIOException} if the target does not answer
   */
  Verification(Runnable proof, LongSupplier nanos) {
    this.proof = proof;
    this.nanos = nanos;
  }

  /** Looks again, whatever is remembered. */
  void now() {
    provedAt = null;
    long asked = nanos.getAsLong();
    proof.run();
    provedAt = asked;
  }

  void recently() {
    Long at = provedAt;
    if (at == null || nanos.getAsLong() - at > FRESH.toNanos()) {
      now();
    }
  }
}
