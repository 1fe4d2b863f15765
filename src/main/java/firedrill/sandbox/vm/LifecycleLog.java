package firedrill.sandbox.vm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.libvirt.event.DomainEvent;

/**
 * What happened to one machine, in order; events come some time after the call that caused them.
 */
final class LifecycleLog {

  private final String machine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<Lifecycle> events = new ArrayList<>();

  LifecycleLog(String machine) {
    this.machine = machine;
  }

  void add(DomainEvent event) {
    Lifecycle what =
        switch (event.getType()) {
          case STARTED -> Lifecycle.STARTED;
          case SUSPENDED -> Lifecycle.PAUSED;
          case RESUMED -> Lifecycle.RESUMED;
          case STOPPED -> Lifecycle.STOPPED;
          default -> Lifecycle.OTHER;
        };
    lock.lock();
    try {
      events.add(what);
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<Lifecycle> all() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has happened.
   *
   * @throws HypervisorException naming what was seen instead
   */
  void await(Lifecycle wanted, Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!events.contains(wanted)) {
        if (left <= 0) {
          throw new HypervisorException(
              machine + " was not " + wanted + " within " + atMost + "; seen: " + events);
        }
        left = more.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HypervisorException("interrupted while waiting for " + machine, e);
    } finally {
      lock.unlock();
    }
  }
}
