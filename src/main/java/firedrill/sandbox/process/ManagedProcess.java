package firedrill.sandbox.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A child process that was started by {@link Spawn}. */
public final class ManagedProcess {

  private static final int TAIL_BYTES = 3000;

  private final String name;
  private final Process process;
  private final Path log;

  ManagedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit status; 128 + n after signal n. */
  public CompletableFuture<Integer> exited() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * The program at the end of a chain of {@code nsenter} and {@code unshare --fork}, each of which
   * has exactly one child; empty while that chain is not complete.
   *
   * @param links how many processes stand between this one and the program
   */
  public Optional<ProcessHandle> innermost(int links) {
    ProcessHandle at = process.toHandle();
    for (int i = 0; i < links; i++) {
      Optional<ProcessHandle> child = at.children().findFirst();
      if (child.isEmpty()) {
        return Optional.empty();
      }
      at = child.get();
    }
    return Optional.of(at);
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    join(Duration.ofSeconds(10));
  }

  /**
   * Waits for a process that somebody else ended.
   *
   * @throws IllegalStateException when it lives longer
   */
  public void awaitExit(Duration limit) {
    join(limit);
  }

  /** SIGTERM, then SIGKILL when the grace period is over. */
  public void stop(Duration grace) {
    process.destroy();
    try {
      process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for " + name, e);
    }
  }

  private void join(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            name + " (pid " + pid() + ") outlives SIGKILL by " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
    }
  }

  /**
   * @throws IllegalStateException with the end of its log when the process is dead
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " exited with " + process.exitValue() + "; its last lines:\n" + tail());
    }
  }

  /** The end of the log. */
  public String tail() {
    if (log == null) {
      return "(no log)";
    }
    try (RandomAccessFile f = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, f.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (f.length() - from)];
      f.seek(from);
      f.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(log " + log + ": " + e.getMessage() + ")";
    }
  }
}
