package firedrill.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short system commands, run to their end. */
public final class Shell {

  private static final long LIMIT_SECONDS = 60;

  private Shell() {}

  /** Runs a command and returns its output. */
  public static String run(String... argv) {
    return run(List.of(argv), "");
  }

  /**
   * @param input written to the command's standard input
   * @return standard output and error
   * @throws IllegalStateException with the output when the status is not 0
   */
  public static String run(List<String> argv, String input) {
    Result r = attempt(argv, input);
    if (r.status() != 0) {
      throw new IllegalStateException(
          String.join(" ", argv) + " failed (" + r.status() + "): " + r.output().strip());
    }
    return r.output();
  }

  /** Runs a command whose failure is an answer too. */
  public static Result attempt(List<String> argv, String input) {
    ProcessBuilder b = new ProcessBuilder(argv).redirectErrorStream(true);
    b.environment().clear();
    b.environment().put("PATH", Programs.SEARCH_PATH);
    b.environment().put("LC_ALL", "C");
    try {
      Process p = b.start();
      try (var in = p.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!p.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        throw new IllegalStateException(String.join(" ", argv) + " hangs");
      }
      return new Result(p.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + argv.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + argv.get(0), e);
    }
  }

  /** Exit status and merged output of a command. */
  public record Result(int status, String output) {}
}
