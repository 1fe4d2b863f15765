package firedrill.sandbox.process;

import firedrill.guard.GuardRefusal;
import firedrill.guard.GuardSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends programs that are talked to when the stop file appears: who reads from one may hear nothing.
 */
final class OpenProcesses {
  static final Duration EVERY = Duration.ofMillis(250);

  private static final Set<Process> OPEN = ConcurrentHashMap.newKeySet();

  @SuppressWarnings("unused") // It runs as long as the process does.
  private static final ScheduledExecutorService CLOCK = clock();

  private OpenProcesses() {}

  static void watch(Process process) {
    OPEN.add(process);
    process.onExit().thenRun(() -> OPEN.remove(process));
  }

  private static ScheduledExecutorService clock() {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            look -> {
              Thread thread = new Thread(look, "firedrill-open-processes");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        OpenProcesses::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return clock;
  }

  private static void look() {
    if (OPEN.isEmpty()) {
      return;
    }
    try {
      GuardSettings.requireNotStopped();
    } catch (GuardRefusal e) {
      OPEN.forEach(Process::destroyForcibly);
    }
  }
}
