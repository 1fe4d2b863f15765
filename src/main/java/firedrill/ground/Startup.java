package firedrill.ground;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts components in parallel along their dependencies: each as soon as those it names are up.
 * The first failure stops what has not begun.
 */
public final class Startup implements AutoCloseable {

  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

  private final long began = System.nanoTime();
  private final Map<String, CompletableFuture<Void>> tasks = new LinkedHashMap<>();
  private final List<ComponentStart> starts = new ArrayList<>();
  private final Consumer<ComponentStart> listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          r -> {
            Thread t = new Thread(r, "startup");
            t.setDaemon(true);
            return t;
          });

  /**
   * @param listener told of every component that is up
   */
  public Startup(Consumer<ComponentStart> listener) {
    this.listener = listener;
  }

  /**
   * @param after names already given
   * @throws IllegalArgumentException when a name is unknown or taken
   */
  public Startup add(String name, Action action, String... after) {
    List<String> names = List.of(after);
    CompletableFuture<?>[] before =
        names.stream()
            .map(
                n -> {
                  CompletableFuture<Void> f = tasks.get(n);
                  if (f == null) {
                    throw new IllegalArgumentException(name + " waits for unknown " + n);
                  }
                  return f;
                })
            .toArray(CompletableFuture[]::new);
    CompletableFuture<Void> task =
        CompletableFuture.allOf(before).thenRunAsync(() -> run(name, names, action), threads);
    if (tasks.putIfAbsent(name, task) != null) {
      throw new IllegalArgumentException(name + " is started twice");
    }
    return this;
  }

  /**
   * Waits for all.
   *
   * @throws IllegalStateException naming the first component that failed
   */
  public List<ComponentStart> join() {
    CompletableFuture<Void> firstFailure = new CompletableFuture<>();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            tasks.values().stream()
                .map(
                    t ->
                        t.whenComplete(
                            (ok, e) -> {
                              if (e != null) {
                                firstFailure.completeExceptionally(e);
                              }
                            }))
                .toArray(CompletableFuture[]::new));
    try {
      CompletableFuture.anyOf(all, firstFailure).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IllegalStateException(cause.getMessage(), cause);
    }
    synchronized (starts) {
      return List.copyOf(starts);
    }
  }

  private void run(String name, List<String> after, Action action) {
    long from = System.nanoTime();
    try {
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("start of " + name + " was interrupted", e);
    } catch (Exception e) {
      throw new IllegalStateException(name + " does not start: " + e.getMessage(), e);
    }
    ComponentStart start =
        new ComponentStart(
            name,
            after,
            Duration.ofNanos(from - began),
            Duration.ofNanos(System.nanoTime() - from));
    synchronized (starts) {
      starts.add(start);
    }
    listener.accept(start);
  }

  /** The longest chain of own start times: what no parallelism can shorten. */
  public static Duration longestChain(List<ComponentStart> starts) {
    Map<String, Duration> ends = new LinkedHashMap<>();
    Duration longest = Duration.ZERO;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (ComponentStart s : starts) {
        Duration before =
            s.after().stream()
                .map(n -> ends.getOrDefault(n, Duration.ZERO))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Duration end = before.plus(s.took());
        changed |= !end.equals(ends.put(s.name(), end));
        longest = longest.compareTo(end) < 0 ? end : longest;
      }
    }
    return longest;
  }

  /**
   * Returns when nothing is started any more: what goes on would use a ground that is closed next.
   * A start that does not heed its interruption is left alone after half a minute.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    long until = System.nanoTime() + ENDED_WITHIN.toNanos();
    while (!threads.isTerminated() && System.nanoTime() < until) {
      try {
        if (threads.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        // Closing goes on; the caller is told afterwards.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One component's start; returns when it is ready. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  @Override
  public String toString() {
    return Arrays.toString(tasks.keySet().toArray());
  }
}
