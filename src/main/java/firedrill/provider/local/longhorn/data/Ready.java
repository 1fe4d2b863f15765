package firedrill.provider.local.longhorn.data;

import firedrill.sandbox.process.ManagedProcess;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;

/** Waits for what a program makes when it is ready. */
final class Ready {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Ready() {}

  /**
   * @throws IllegalStateException with the program's last words when it dies instead
   */
  static void await(ManagedProcess program, String what, Callable<Boolean> ready) {
    try {
      Awaitility.await(what)
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .failFast(program::requireAlive)
          .until(ready);
    } catch (TerminalFailureException died) {
      throw new IllegalStateException(
          "no " + what + ": " + died.getCause().getMessage(), died.getCause());
    }
  }
}
