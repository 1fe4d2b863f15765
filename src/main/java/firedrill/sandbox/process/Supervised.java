package firedrill.sandbox.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is started again when it ends, as systemd does with {@code Restart=always}: at
 * first after 100 ms, then after twice as long each time, at most 5 s; one that ran for 10 s begins
 * anew.
 */
public final class Supervised {

  private static final Logger LOG = LoggerFactory.getLogger(Supervised.class);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** By then it was started again after 100, 200 and 400 ms. */
  private static final int HOPELESS = 4;

  private final Supplier<ManagedProcess> starter;
  private ManagedProcess process;
  private long startedNanos;
  private Duration pause = FIRST;
  private int shortRuns;
  private boolean stopped;

  private Supervised(Supplier<ManagedProcess> starter) {
    this.starter = starter;
  }

  /**
   * @param starter called for every start; what it throws the first time is thrown here
   */
  public static Supervised start(Supplier<ManagedProcess> starter) {
    Supervised s = new Supervised(starter);
    s.begin();
    return s;
  }

  /** The running process, or the one that ended last. */
  public synchronized ManagedProcess process() {
    return process;
  }

  /**
   * One end is no reason: a program may give up waiting for another that is slow to start.
   *
   * @throws IllegalStateException with the end of its log when it has ended four times in a row,
   *     each time within 10 s
   */
  public synchronized void requireStaysUp() {
    if (shortRuns >= HOPELESS) {
      process.requireAlive();
    }
  }

  /** It will not be started again; a running process is left to its end. */
  public synchronized void leave() {
    stopped = true;
  }

  private synchronized void begin() {
    if (stopped) {
      return;
    }
    if (process != null) {
      LOG.info("{} ended and is started again; its last lines: {}", process.name(), process.tail());
    }
    process = starter.get();
    startedNanos = System.nanoTime();
    process.exited().thenRun(this::ended);
  }

  private synchronized void ended() {
    if (stopped) {
      return;
    }
    if (System.nanoTime() - startedNanos > SETTLED.toNanos()) {
      pause = FIRST;
      shortRuns = 0;
    } else {
      shortRuns++;
    }
    again();
  }

  private synchronized void again() {
    Duration wait = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    CompletableFuture.runAsync(
            this::begin, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS))
        .exceptionally(this::notStarted);
  }

  /** A node that has just died cannot start anything; {@link #leave} follows at once. */
  private synchronized Void notStarted(Throwable e) {
    if (!stopped) {
      LOG.warn("{} cannot be started: {}", process.name(), e.getMessage());
      again();
    }
    return null;
  }
}
