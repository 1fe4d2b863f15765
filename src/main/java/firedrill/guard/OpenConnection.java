package firedrill.guard;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection that ends: when the stop file appears, and when a call on it takes longer than it
 * may. The driver's own limits begin anew with each byte, and a server that goes on talking without
 * answering never meets them.
 */
final class OpenConnection implements StopWatch.Watched {
  private final Connection raw;

  /** When each call that is under way must be over, by {@link System#nanoTime}. */
  private final Map<Object, Long> underWay = new ConcurrentHashMap<>();

  /** What may throw as its caller does. */
  @FunctionalInterface
  interface Work<T, E extends Throwable> {
    T run() throws E;
  }

  private OpenConnection(Connection raw) {
    this.raw = raw;
  }

  static OpenConnection watched(Guard guard, Connection raw) {
    OpenConnection open = new OpenConnection(raw);
    StopWatch.watch(guard, open);
    return open;
  }

  Connection raw() {
    return raw;
  }

  /** The connection is ended when it takes longer. */
  <T, E extends Throwable> T within(Duration limit, Work<T, E> work) throws E {
    Object call = new Object();
    underWay.put(call, System.nanoTime() + limit.toNanos());
    try {
      return work.run();
    } finally {
      underWay.remove(call);
    }
  }

  @Override
  public boolean isOver() {
    try {
      return raw.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  public void end(GuardRefusal why) {
    end();
  }

  @Override
  public boolean isTooLong() {
    long now = System.nanoTime();
    return underWay.values().stream().anyMatch(end -> now - end > 0);
  }

  @Override
  public void giveUp() {
    end();
  }

  /** Closes it at once, without a word to the server if that takes any time. */
  void end() {
    try {
      raw.abort(Runnable::run);
    } catch (SQLException e) {
      // It has ended already, or its socket has.
    }
  }
}
