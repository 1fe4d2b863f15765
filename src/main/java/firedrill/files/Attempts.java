package firedrill.files;

import java.util.List;

/** Several things that must all be tried, whatever becomes of the others. */
public final class Attempts {

  /** One of them. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws Exception;
  }

  private Attempts() {}

  /**
   * Runs all, in this order.
   *
   * @param what in the message, for example {@code cannot close the lab}
   * @throws IllegalStateException after the last one, caused by the first that failed; the others
   *     are suppressed
   */
  public static void all(String what, List<? extends Attempt> attempts) {
    IllegalStateException failure = null;
    for (Attempt attempt : attempts) {
      try {
        attempt.run();
      } catch (Exception | Error e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (failure == null) {
          failure = new IllegalStateException(what + ": " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Tries something after a failure; a failure of its own is suppressed by the first. */
  public static void after(Throwable failure, Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception | Error e) {
      failure.addSuppressed(e);
    }
  }
}
