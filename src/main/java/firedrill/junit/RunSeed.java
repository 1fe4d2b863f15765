package firedrill.junit;

import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * The seed of this process' run: {@code -Dseed}, else drawn once. Everything random in a run comes
 * from it: the order of the scenarios, where pods are placed, what is written, and when a fault
 * strikes. It brings all of that back; what real time decides, such as which of two programs is
 * faster, it does not.
 */
public final class RunSeed {

  private static final long SEED = of(System.getProperty("seed")).orElseGet(RunSeed::drawn);

  private RunSeed() {}

  public static long get() {
    return SEED;
  }

  /**
   * The seed that a text gives, empty for a blank one and for {@code random}.
   *
   * @throws IllegalArgumentException when it is neither of them nor a whole number
   */
  static OptionalLong of(String text) {
    if (text == null || text.isBlank() || text.strip().equals("random")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-Dseed must be random or a whole number; found " + text, e);
    }
  }

  /** Short enough to be typed again. */
  private static long drawn() {
    return new SecureRandom().nextInt(Integer.MAX_VALUE);
  }
}
