package drills;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Notes the first moment at which each of two things was true, polled every 20 ms. */
final class Handover implements AutoCloseable {

  private static final long EVERY_MILLIS = 20;

  private final ScheduledExecutorService watcher = Executors.newScheduledThreadPool(2);
  private volatile Instant revoked;
  private volatile Instant issued;

  Handover(Callable<Boolean> oldRevoked, Callable<Boolean> newIssued) {
    watch(oldRevoked, () -> revoked = first(revoked));
    watch(newIssued, () -> issued = first(issued));
  }

  private void watch(Callable<Boolean> condition, Runnable seen) {
    var unused =
        watcher.scheduleWithFixedDelay(
            () -> {
              try {
                if (condition.call()) {
                  seen.run();
                }
              } catch (Exception e) {
                // An unanswered question is no observation; the next one is 20 ms away.
              }
            },
            0,
            EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static Instant first(Instant known) {
    return known == null ? Instant.now() : known;
  }

  Optional<Instant> revoked() {
    return Optional.ofNullable(revoked);
  }

  Optional<Instant> issued() {
    return Optional.ofNullable(issued);
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
