package firedrill.recovery;

/**
 * What was seen.
 *
 * @param ok whether it is what was hoped for
 * @param text for people, for example {@code sealed=true on vault-0}
 */
public record Observation(boolean ok, String text) {

  public static Observation yes(String text) {
    return new Observation(true, text);
  }

  public static Observation notYet(String text) {
    return new Observation(false, text);
  }

  public static Observation of(boolean ok, String text) {
    return new Observation(ok, text);
  }
}
