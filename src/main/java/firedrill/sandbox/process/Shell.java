package firedrill.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Short system commands, run to their end with nothing of this JVM's own environment. They arrange
 * this machine's own kernel for the lab, and take that apart again while the stop file exists too.
 */
public final class Shell {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", Programs.SEARCH_PATH, "LC_ALL", "C");

  private Shell() {}

  /** Runs a command and returns its output. */
  public static String run(String... argv) {
    return run(List.of(argv), "");
  }

  /**
   * @param input written to the command's standard input
   * @return standard output, followed by standard error
   * @throws IllegalStateException with the output when the status is not 0
   */
  public static String run(List<String> argv, String input) {
    Command.Result r = attempt(argv, input);
    if (!r.ok()) {
      throw new IllegalStateException(
          String.join(" ", argv) + " failed (" + r.exit() + "): " + r.output().strip());
    }
    return r.output();
  }

  /**
   * Runs a command whose failure is an answer too.
   *
   * @throws IllegalStateException when it does not end within a minute
   */
  public static Command.Result attempt(List<String> argv, String input) {
    try {
      return Command.ending(argv, Path.of("").toAbsolutePath(), ENVIRONMENT, LIMIT, input);
    } catch (TimeoutException e) {
      throw new IllegalStateException(String.join(" ", argv) + " hangs", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + argv.get(0), e);
    }
  }
}
