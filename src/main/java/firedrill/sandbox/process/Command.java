package firedrill.sandbox.process;

import firedrill.guard.GuardSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A short command whose output is wanted. */
public final class Command {

  /** What it printed, as UTF-8. */
  public record Result(int exit, String out, String err) {
    public boolean ok() {
      return exit == 0;
    }

    /** Standard output, followed by standard error. */
    public String output() {
      return out + err;
    }
  }

  private Command() {}

  /**
   * Runs it to its end, with no standard input.
   *
   * @see #run(List, Path, Map, Duration, String)
   */
  public static Result run(
      List<String> command, Path directory, Map<String, String> environment, Duration timeout)
      throws IOException, TimeoutException {
    return run(command, directory, environment, timeout, "");
  }

  /**
   * Runs it to its end.
   *
   * @param environment the whole environment of the command
   * @param input what it reads; at most a pipe's 64 KiB may wait to be read
   * @throws IOException if it cannot be started
   * @throws TimeoutException if it does not end in time; it is killed then
   * @throws firedrill.guard.GuardRefusal while the stop file exists
   */
  public static Result run(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Duration timeout,
      String input)
      throws IOException, TimeoutException {
    GuardSettings.requireNotStopped();
    return ending(command, directory, environment, timeout, input);
  }

  /** The same for what ends or undoes something, which goes on while the stop file exists. */
  static Result ending(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Duration timeout,
      String input)
      throws IOException, TimeoutException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    CompletableFuture<String> out = drain(process.getInputStream());
    CompletableFuture<String> err = drain(process.getErrorStream());
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      // The output ends only when grandchildren have let go of it too: both waits share the limit.
      long deadline = System.nanoTime() + timeout.toNanos();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException(
            String.join(" ", command) + " did not end within " + timeout.toSeconds() + " s");
      }
      return new Result(
          process.exitValue(),
          out.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
          err.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command.get(0), e);
    } catch (ExecutionException e) {
      throw new IOException("cannot read the output of " + command.get(0), e.getCause());
    } finally {
      // Those of a process that has ended are not to be found any more: spare the search.
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException | UncheckedIOException e) {
                text.completeExceptionally(e);
              }
            },
            "command-output");
    thread.setDaemon(true);
    thread.start();
    return text;
  }
}
