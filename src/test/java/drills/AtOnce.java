package drills;

import firedrill.junit.DrillRun;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** What several people do at the same time. */
final class AtOnce {

  private AtOnce() {}

  /**
   * Begins all and waits for each.
   *
   * @param what of the journal
   * @param calls by their names
   */
  static <T> Map<String, T> all(DrillRun run, String what, Map<String, Supplier<T>> calls)
      throws Exception {
    Map<String, CompletableFuture<T>> running = new TreeMap<>();
    Map<String, T> ended = new TreeMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      calls.forEach((n, call) -> running.put(n, CompletableFuture.supplyAsync(call, threads)));
      run.timed(
          what,
          () -> {
            running.forEach((n, one) -> ended.put(n, one.join()));
            return null;
          });
    } finally {
      threads.shutdownNow();
    }
    return ended;
  }
}
