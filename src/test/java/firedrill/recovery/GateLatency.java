package firedrill.recovery;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long after it became true a gate is seen: 100 conditions that turn true at random moments. A
 * measurement for the README, not a test: it says nothing that must hold on a busy machine.
 */
final class GateLatency {

  private static final int TRIES = 100;

  private GateLatency() {}

  public static void main(String[] args) {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    Random random = new Random(42);
    double[] millis = new double[TRIES];
    for (int i = 0; i < TRIES; i++) {
      AtomicLong trueSince = new AtomicLong();
      clock.schedule(
          () -> trueSince.set(System.nanoTime()), 50 + random.nextInt(150), TimeUnit.MILLISECONDS);
      Gates.await(
          new Gate(
              "turns-true",
              () -> Observation.of(trueSince.get() != 0, "the clock"),
              Duration.ofSeconds(5),
              Duration.ZERO));
      millis[i] = (System.nanoTime() - trueSince.get()) / 1e6;
    }
    clock.shutdownNow();
    Arrays.sort(millis);
    System.out.printf(
        "gate seen after it became true: median %.1f ms, 95th percentile %.1f ms, worst %.1f ms of %d%n",
        millis[TRIES / 2], millis[TRIES * 95 / 100], millis[TRIES - 1], TRIES);
  }
}
