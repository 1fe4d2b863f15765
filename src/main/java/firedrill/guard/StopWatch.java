package firedrill.guard;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what is open when the stop file appears, or the record goes, and what may do nothing for a
 * while that could be looked at: connections, calls, bodies and web sockets.
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
    void end(GuardRefusal why);
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

  /**
   * A call that ends with the refusal at the latest.
   *
   * @param call cancelled then
   */
  static <T> CompletableFuture<T> ending(Guard guard, CompletableFuture<T> call) {
    CompletableFuture<T> answer = call.copy();
    answer.whenComplete((come, failure) -> call.cancel(true));
    watch(
        guard,
        new Watched() {
          @Override
          public boolean isOver() {
            return answer.isDone();
          }

          @Override
          public void end(GuardRefusal why) {
            answer.completeExceptionally(why);
          }
        });
    return answer;
  }

  private static void look() {
    Map<Guard, Optional<GuardRefusal>> seen = new HashMap<>();
    OPEN.removeIf(
        one ->
            one.watched.isOver() || hasEnded(one, seen.computeIfAbsent(one.guard, StopWatch::why)));
  }

  /** Empty while the guard's run goes on. */
  private static Optional<GuardRefusal> why(Guard guard) {
    try {
      guard.requireRunning();
      return Optional.empty();
    } catch (GuardRefusal e) {
      return Optional.of(e);
    }
  }

  /** What fails to end is tried again, and keeps nobody else waiting. */
  private static boolean hasEnded(Guarded one, Optional<GuardRefusal> why) {
    if (why.isEmpty()) {
      return false;
    }
    try {
      one.watched.end(why.get());
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
