package firedrill.provider.local.longhorn.data;

import firedrill.component.longhorn.data.BlockAccess;
import firedrill.component.longhorn.data.EngineException;
import firedrill.component.longhorn.data.EngineException.Kind;
import firedrill.provider.local.longhorn.data.PagesUnderWay.Run;
import firedrill.provider.local.longhorn.data.Trims.Trim;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends a cache's pages and trims to the engine, neighbouring pages together, at most one request
 * that touches a page at a time. What the cache calls, it calls with its lock held.
 */
final class Drain {

  private static final int PAGE = CacheIndex.PAGE;

  private record Waiter(long goal, CompletableFuture<Void> answer) {}

  private final BlockAccess engine;
  private final CacheIndex index;
  private final ReentrantLock lock;
  private final Condition changed;
  private final Condition work;
  private final long periodNanos;
  private final Trims trims = new Trims();
  private final PagesUnderWay runs;
  private final List<Waiter> waiters = new ArrayList<>();
  private final Buffers buffers = new Buffers();

  /** Writes up to this stamp must go. */
  private long goal;

  private long emptySince = System.nanoTime();
  private EngineException failure;
  private boolean closed;

  /**
   * @param period how long a write stays at most before it is sent
   */
  Drain(BlockAccess engine, CacheIndex index, ReentrantLock lock, Duration period) {
    this.engine = engine;
    this.index = index;
    this.lock = lock;
    this.runs = new PagesUnderWay(index, trims);
    this.changed = lock.newCondition();
    this.work = lock.newCondition();
    this.periodNanos = period.toNanos();
  }

  /** To be called once, without the lock. */
  void start() {
    Thread thread = new Thread(this::run, "write-back");
    thread.setDaemon(true);
    thread.start();
  }

  /** Why nothing can be written any more. */
  Optional<EngineException> failure() {
    return Optional.ofNullable(failure);
  }

  void requireSound() throws EngineException {
    if (failure != null) {
      throw new EngineException(failure.kind(), failure.getMessage(), failure);
    }
    if (closed) {
      throw closed();
    }
  }

  static EngineException closed() {
    return new EngineException(Kind.GONE, "the cache is closed");
  }

  /** Everything that was written before this call goes now. */
  void hurry() {
    goal = index.clock();
    work.signal();
  }

  /** Returns when a page has come or gone, or something has failed; sometimes for nothing. */
  @SuppressWarnings("WaitNotInLoop") // Who calls it looks again.
  void awaitChange() throws InterruptedIOException {
    try {
      // The limit is for the failure that signals nobody; every change signals.
      if (!changed.await(1, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the cache was full");
    }
  }

  void tellChange() {
    changed.signalAll();
  }

  /** A write is to be noted in the index right after this. */
  void beforeWrite() {
    if (index.waiting().isEmpty()) {
      emptySince = System.nanoTime();
      work.signal();
    }
  }

  void afterWrite() {
    if (index.isOverHalfFull() && goal < index.clock()) {
      hurry();
    }
  }

  /** The answer comes when everything that was written before this call is in the engine. */
  void flush(CompletableFuture<Void> answer) {
    hurry();
    waiters.add(new Waiter(index.clock(), answer));
  }

  void discard(Trim trim) {
    index.drop(trim);
    trims.add(trim);
    work.signal();
    changed.signalAll();
  }

  private void run() {
    while (true) {
      Run run = null;
      ByteBuffer bytes = null;
      Trim trim = null;
      lock.lock();
      try {
        while (run == null && trim == null) {
          if (closed) {
            return;
          }
          remember();
          trim = trims.next(runs::leaveAlone);
          run = trim == null && failure == null ? runs.next(goal) : null;
          if (run == null && trim == null) {
            rest();
          }
        }
        if (run != null) {
          bytes = collect(run);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      } finally {
        lock.unlock();
      }
      if (trim != null) {
        send(trim);
      } else {
        send(run, bytes);
      }
    }
  }

  /** Writes that have been here for a period must go. */
  private void remember() {
    if (!index.waiting().isEmpty() && System.nanoTime() - emptySince >= periodNanos) {
      goal = index.clock();
      emptySince = System.nanoTime();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Who calls it looks again.
  private void rest() throws InterruptedException {
    if (index.waiting().isEmpty() || failure != null) {
      work.await();
    } else {
      var unused = work.awaitNanos(Math.max(1, emptySince + periodNanos - System.nanoTime()));
    }
  }

  private ByteBuffer collect(Run run) {
    ByteBuffer bytes = buffers.take(run.pages().size() * PAGE);
    run.pages().forEach(page -> bytes.put(page.data));
    return bytes.flip();
  }

  private void send(Run run, ByteBuffer bytes) {
    CompletableFuture<Void> sent = engine.write(run.pages().get(0).index * PAGE, bytes);
    buffers.give(bytes);
    var unused = sent.whenComplete((ok, error) -> sent(run, error));
  }

  private void sent(Run run, Throwable error) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    EngineException failed;
    lock.lock();
    try {
      runs.over(run, error == null);
      if (error != null && failure == null) {
        failure = lost(told(error));
      }
      failed = failure;
      waiters.removeIf(
          w -> {
            boolean over = failure != null || isClean(w.goal());
            if (over) {
              done.add(w.answer());
            }
            return over;
          });
      if (failed != null) {
        done.addAll(trims.giveUp());
      }
      work.signal();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    done.forEach(a -> complete(a, failed));
  }

  private void send(Trim trim) {
    var unused =
        engine
            .unmap(trim.first() * PAGE, (trim.end() - trim.first()) * PAGE)
            .whenComplete((ok, error) -> trimmed(trim, error));
  }

  private void trimmed(Trim trim, Throwable error) {
    lock.lock();
    try {
      trims.over(trim);
      work.signal();
    } finally {
      lock.unlock();
    }
    complete(trim.answer(), error == null ? null : told(error));
  }

  static void complete(CompletableFuture<Void> answer, EngineException failed) {
    if (failed == null) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(failed);
    }
  }

  /** Whether no write up to that stamp is still here or on its way. */
  boolean isClean(long upTo) {
    return index.waiting().allAfter(upTo) && runs.allAfter(upTo);
  }

  private static EngineException lost(EngineException cause) {
    return new EngineException(
        cause.kind(),
        "an acknowledged write could not be written back and is lost: " + cause.getMessage(),
        cause);
  }

  static EngineException told(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof EngineException e
        ? e
        : new EngineException(Kind.REFUSED, String.valueOf(cause), cause);
  }

  /**
   * Stops; what has not been sent is lost.
   *
   * @return what will never be answered
   */
  List<CompletableFuture<Void>> close() {
    List<CompletableFuture<Void>> never = new ArrayList<>();
    closed = true;
    waiters.forEach(w -> never.add(w.answer()));
    waiters.clear();
    never.addAll(trims.giveUp());
    work.signal();
    changed.signalAll();
    return never;
  }
}
