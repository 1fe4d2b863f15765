package firedrill.sandbox.local.agent;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** One started process tree. */
public interface RunningContainer {

  int TERM = 15;
  int KILL = 9;

  /** Empty while it runs; 128 + signal when a signal ended it. */
  OptionalInt exitCode();

  /** Completes with the exit code as soon as the process has ended; never exceptionally. */
  CompletableFuture<Integer> exited();

  /** Sends {@link #TERM} or {@link #KILL}; nothing happens if the process has ended. */
  void signal(int signal);

  /**
   * Runs a command beside the process, in the same namespaces, and waits for it.
   *
   * @return its exit code
   * @throws RuntimeException if it cannot be started or is not done within the timeout
   */
  int exec(List<String> argv, Duration timeout);

  /** Whether the kernel ended it for want of memory. */
  default boolean oomKilled() {
    return false;
  }
}
