package firedrill.guard;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * For how long a look at files is waited for. One that hangs uses no processor; one that only waits
 * for its turn on a busy machine uses a little now and then, and that time does not count.
 */
final class Patience {
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(500);

  /** A file system that answers byte by byte keeps a processor busy, too. */
  private static final int MOST = 12;

  private final Supplier<Thread> looking;
  private final long end;
  private long left;
  private long slice;

  /** Nanoseconds of a processor. */
  private long used;

  /**
   * @param looking null until it has begun
   */
  Patience(Duration limit, Supplier<Thread> looking) {
    this.looking = looking;
    this.left = limit.toNanos();
    this.end = System.nanoTime() + left * MOST;
  }

  /** Nanoseconds until it is asked again. */
  long next() {
    slice = Math.min(left, SLICE);
    return slice;
  }

  /** Whether there is time left behind those. */
  boolean isLeft() {
    Thread thread = looking.get();
    if (thread != null) {
      long now = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
      if (now == used) {
        left -= slice;
      }
      used = now;
    }
    return left > 0 && System.nanoTime() - end < 0;
  }
}
