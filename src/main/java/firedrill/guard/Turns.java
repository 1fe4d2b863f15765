package firedrill.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls of several threads on one connection, one after the other. Whoever waits for another's call
 * waits here and not in the driver, where nothing would tell it that the run is over, and where its
 * own limit of time would end the other's call.
 */
final class Turns {
  private static final long LOOK_MILLIS = 250;

  private final ReentrantLock lock = new ReentrantLock(true);

  /**
   * Returns when it is the caller's turn, and every call of its own is; an interrupt waits.
   *
   * @param look again and again while it waits; throws what ends the waiting
   */
  void await(Runnable look) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        look.run(); // Also for who is interrupted over and over.
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void over() {
    lock.unlock();
  }
}
