package firedrill.component.vault;

/**
 * What {@code sys/seal-status} said.
 *
 * @param reachable false when Vault did not answer; the other fields then say nothing
 * @param initialised whether it has a key at all
 * @param progress shares given so far
 */
public record SealStatus(boolean reachable, boolean sealed, boolean initialised, int progress) {

  /** Answers, and has not been initialised. */
  public boolean isBlank() {
    return reachable && !initialised;
  }

  @Override
  public String toString() {
    return reachable ? (sealed ? "sealed" : "unsealed") : "no answer";
  }
}
