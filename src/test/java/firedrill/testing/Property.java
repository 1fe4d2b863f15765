package firedrill.testing;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * A statement about many made-up cases. Each run gets a generator with a seed of its own; a failure
 * names the seed, and {@code -Dproperty.seed=<seed>} makes every property run that one case only.
 * {@code -Dproperty.seeds=<seed>} gives every property the same cases at each run.
 */
public final class Property {

  private static final String SEED = "property.seed";

  private static final String SEEDS = "property.seeds";

  /** The statement about one case. */
  @FunctionalInterface
  public interface Statement {
    void about(Gen gen) throws Exception;
  }

  private Property() {}

  /**
   * How many cases a statement is tried on: as many as it says, or with {@code -Dproperty.runs=}
   * (the Maven profile fuzz sets 10 000) that many.
   */
  public static int cases(int usual) {
    return Integer.getInteger("property.runs", usual);
  }

  /**
   * Checks the statement on that many cases, the first failure ends it.
   *
   * @throws AssertionError naming the case's seed, caused by what the statement threw
   */
  public static void holds(int runs, Statement statement) {
    Long repeated = Long.getLong(SEED);
    if (repeated != null) {
      run("the case", repeated, statement);
      return;
    }
    Long series = Long.getLong(SEEDS);
    SplittableRandom seeds =
        new SplittableRandom(series == null ? new SecureRandom().nextLong() : series);
    for (int i = 1; i <= runs; i++) {
      run("case " + i + " of " + runs, seeds.nextLong(), statement);
    }
  }

  private static void run(String which, long seed, Statement statement) {
    Gen gen = new Gen(seed);
    try {
      statement.about(gen);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(which, seed, gen, e);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw failed(which, seed, gen, e);
    }
  }

  private static AssertionError failed(String which, long seed, Gen gen, Throwable cause) {
    return new AssertionError(
        which
            + " fails: "
            + cause
            + "\nrepeat it with -D"
            + SEED
            + "="
            + seed
            + "\nmade up: "
            + gen.made(),
        cause);
  }
}
