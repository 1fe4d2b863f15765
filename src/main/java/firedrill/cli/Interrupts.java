package firedrill.cli;

import java.io.PrintStream;
import sun.misc.Signal;

/**
 * What Ctrl-C says during a whole build. Maven itself ends without a word, and its forked JVM's
 * last ones are lost with it. There is no public API for signals; {@code sun.misc.Signal} is the
 * one that every JDK exports for the purpose (module jdk.unsupported).
 */
final class Interrupts {

  static final String MESSAGE =
      "interrupted: the lab dies with its launcher and leaves nothing behind; programs already"
          + " built stay in the cache. A drill that had not ended has no verdict: start it again with"
          + " the same command.";

  /** As a shell reports a program that SIGINT ended. */
  static final int EXIT_STATUS = 130;

  private Interrupts() {}

  /** From now on in this JVM, until it ends. */
  static void announce(PrintStream out) {
    var unused =
        Signal.handle(
            new Signal("INT"),
            signal -> {
              out.println();
              out.println(MESSAGE);
              out.flush();
              System.exit(EXIT_STATUS);
            });
  }
}
