package firedrill.sandbox.local.agent;

import java.time.Duration;

/**
 * Kubelet's restart back-off (client-go flowcontrol.Backoff, Kubernetes 1.36): the first restart is
 * immediate, the second waits the base, then doubling up to the cap; a container whose last start
 * lies more than twice the cap back begins afresh.
 */
final class BackOff {

  private final Duration base;
  private final Duration cap;
  private Duration current;
  private long lastStart;

  BackOff(Duration base, Duration cap) {
    this.base = base;
    this.cap = cap;
  }

  /** How long to wait after an exit at this time (nanoseconds of a monotonic clock). */
  Duration pause(long now) {
    return current == null || expired(now) ? Duration.ZERO : current;
  }

  /** To be called at each restart; the next pause grows. */
  void restarted(long now) {
    if (current == null || expired(now)) {
      current = base;
    } else {
      Duration doubled = current.multipliedBy(2);
      current = doubled.compareTo(cap) > 0 ? cap : doubled;
    }
    lastStart = now;
  }

  private boolean expired(long now) {
    return now - lastStart > cap.multipliedBy(2).toNanos();
  }
}
