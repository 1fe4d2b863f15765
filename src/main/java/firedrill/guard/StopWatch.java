package firedrill.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ends what is open when the stop file appears, or the record goes, and what may do nothing for a
 * while that could be looked at: connections, calls, bodies and web sockets.
 */
final class StopWatch {
  static final Duration EVERY = Duration.ofMillis(250);

  private static final Set<Guarded> OPEN = ConcurrentHashMap.newKeySet();

  private static final Executor ENDS =
      Executors.newCachedThreadPool(end -> thread(end, "firedrill-end"));

  @SuppressWarnings("unused") // It runs as long as the process does.
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  /** Something open. */
  interface Watched {
    boolean isOver();

    /** Ends it at once; may be called twice. */
    void end(GuardRefusal why);

    /** Whether it has lasted, or said nothing, for longer than anything does. */
    default boolean isTooLong() {
      return false;
    }

    /** Ends it for that reason; may be called twice. */
    default void giveUp() {}
  }

  /** No record: each that is watched is one of its own. */
  private static final class Guarded {
    private final Guard guard;
    private final Watched watched;
    private final AtomicBoolean ending = new AtomicBoolean();

    Guarded(Guard guard, Watched watched) {
      this.guard = guard;
      this.watched = watched;
    }

    /** Who listens to an end may take any time; what fails to end is tried again. */
    void end(Runnable how) {
      if (!ending.compareAndSet(false, true)) {
        return;
      }
      try {
        ENDS.execute(() -> endNow(how));
      } catch (Throwable e) {
        ending.set(false); // No thread is to be had now.
      }
    }

    private void endNow(Runnable how) {
      try {
        how.run();
        OPEN.remove(this);
      } catch (Throwable e) {
        ending.set(false);
      }
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
    return ending(guard, call, () -> false);
  }

  /**
   * The same for one of a client that may be closed meanwhile.
   *
   * @param closed whether nobody works on the call any more
   */
  static <T> CompletableFuture<T> ending(
      Guard guard, CompletableFuture<T> call, BooleanSupplier closed) {
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

          @Override
          public boolean isTooLong() {
            return closed.getAsBoolean();
          }

          @Override
          public void giveUp() {
            answer.completeExceptionally(new IOException("the client was closed meanwhile"));
          }
        });
    return answer;
  }

  /** Whatever is thrown: a clock that has thrown once never comes again. */
  private static void look() {
    try {
      Map<Guard, Optional<GuardRefusal>> seen = new HashMap<>();
      OPEN.forEach(one -> look(one, seen));
    } catch (Throwable e) {
      // No memory for so much as to look; it is looked again.
    }
  }

  private static void look(Guarded one, Map<Guard, Optional<GuardRefusal>> seen) {
    try {
      if (one.watched.isOver()) {
        OPEN.remove(one);
        return;
      }
      if (one.watched.isTooLong()) {
        one.end(one.watched::giveUp);
        return;
      }
      seen.computeIfAbsent(one.guard, StopWatch::why)
          .ifPresent(why -> one.end(() -> one.watched.end(why)));
    } catch (Throwable e) {
      // This one is looked at again; it keeps nobody else waiting.
    }
  }

  /** Empty while the guard's run goes on. What cannot be known stops. */
  private static Optional<GuardRefusal> why(Guard guard) {
    try {
      guard.requireRunning();
      return Optional.empty();
    } catch (GuardRefusal e) {
      return Optional.of(e);
    } catch (Throwable e) {
      return Optional.of(
          new GuardRefusal(
              "everything",
              "nobody can tell whether the stop file exists: looking for it failed",
              "give this process the memory and the threads that it needs"));
    }
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(1, look -> thread(look, "firedrill-stop"));
    clock.scheduleWithFixedDelay(
        StopWatch::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return clock;
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
