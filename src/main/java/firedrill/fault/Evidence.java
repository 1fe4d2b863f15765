package firedrill.fault;

/**
 * What a witness saw.
 *
 * @param seen whether it proves that the fault happened
 * @param text for example {@code sys/seal-status answers sealed=true}
 */
public record Evidence(boolean seen, String text) {

  public static Evidence of(boolean seen, String text) {
    return new Evidence(seen, text);
  }
}
