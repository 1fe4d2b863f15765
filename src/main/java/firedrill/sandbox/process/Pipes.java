package firedrill.sandbox.process;

import firedrill.guard.GuardSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are talked to, or that talk to each other; they inherit nothing. */
public final class Pipes {

  /** No copy of a lab's takes as long. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private Pipes() {}

  /**
   * Starts a program whose input and output are the caller's; what it says of errors is discarded.
   *
   * @param environment the whole environment of it
   * @throws firedrill.guard.GuardRefusal while the stop file exists
   */
  public static Process open(List<String> command, Map<String, String> environment)
      throws IOException {
    GuardSettings.requireNotStopped();
    Process process = builder(command, environment).start();
    OpenProcesses.watch(process);
    return process;
  }

  /**
   * Has one program read what another one writes, to the end of both.
   *
   * @param environment the whole environment of each
   * @throws IOException when one cannot be started, ends with another status than 0, or has not
   *     ended after an hour
   * @throws firedrill.guard.GuardRefusal while the stop file exists, also when it appears meanwhile
   */
  public static void run(List<String> from, List<String> to, Map<String, String> environment)
      throws IOException {
    GuardSettings.requireNotStopped();
    ProcessBuilder last = builder(to, environment);
    last.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    List<Process> both = ProcessBuilder.startPipeline(List.of(builder(from, environment), last));
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      for (Process one : both) {
        while (!one.waitFor(OpenProcesses.EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          GuardSettings.requireNotStopped();
          if (System.nanoTime() - end > 0) {
            throw new IOException(from.get(0) + " has not ended within " + LONGEST);
          }
        }
        if (one.exitValue() != 0) {
          throw new IOException(
              from.get(0) + " into " + to.get(0) + " ended with status " + one.exitValue());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + from.get(0) + " writes", e);
    } finally {
      both.forEach(Process::destroyForcibly);
    }
  }

  private static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }
}
