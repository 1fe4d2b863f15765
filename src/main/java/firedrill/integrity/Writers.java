package firedrill.integrity;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The threads of a workload, which end only when they are told to. */
final class Writers {

  private Writers() {}

  /**
   * @param stopping whether they have been told to end; asked after one was found ended, for it may
   *     be told in between
   * @throws IllegalStateException when one ended by itself, with its exception as the cause
   */
  static void requireAlive(List<Future<?>> writers, BooleanSupplier stopping) {
    for (Future<?> writer : writers) {
      if (writer.isDone() && !stopping.getAsBoolean()) {
        await(writer, Duration.ZERO);
        throw new IllegalStateException("a writer of the workload ended by itself");
      }
    }
  }

  /**
   * @throws IllegalStateException when it failed, or does not end in time
   */
  static void await(Future<?> writer, Duration atMost) {
    try {
      writer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "a writer of the workload failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("a writer did not end within " + atMost, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a writer ended", e);
    }
  }
}
