package firedrill.guard;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what is open when the stop file appears, or the record goes, and what may do nothing for a
 * while that could be looked at: connections and web sockets.
 */
final class StopWatch {
  static final Duration EVERY = Duration.ofMillis(250);

  private static final Set<Guarded> OPEN = ConcurrentHashMap.newKeySet();

  @SuppressWarnings("unused") // It runs as long as the process does.
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  /** Something open. */
  interface Watched {
    boolean isOver();

    /** Ends it at once; may be called twice. */
    void end();
  }

  /** No record: each that is watched is one of its own. */
  private static final class Guarded {
    private final Guard guard;
    private final Watched watched;

    Guarded(Guard guard, Watched watched) {
      this.guard = guard;
      this.watched = watched;
    }
  }

  private StopWatch() {}

  static void watch(Guard guard, Watched watched) {
    OPEN.add(new Guarded(guard, watched));
  }

  private static void look() {
    OPEN.removeIf(StopWatch::isOver);
  }

  private static boolean isOver(Guarded one) {
    if (one.watched.isOver()) {
      return true;
    }
    try {
      one.guard.requireRunning();
      return false;
    } catch (GuardRefusal e) {
      return hasEnded(one.watched);
    }
  }

  /** What fails to end is tried again, and keeps nobody else waiting. */
  private static boolean hasEnded(Watched watched) {
    try {
      watched.end();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            look -> {
              Thread thread = new Thread(look, "firedrill-stop");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(
        StopWatch::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return clock;
  }
}
