package firedrill.component.longhorn.data;

import firedrill.component.longhorn.data.EngineException.Kind;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A volatile write cache of 4 KiB pages before an engine, as a disk has one: a write is
 * acknowledged when it is here, and durable when a later {@link #flush()} has succeeded. It is
 * emptied at each flush, when it is half full, and a second after the first write.
 *
 * <p>The engine answers overlapping requests in any order, so at most one request that touches a
 * page is under way at a time; neighbouring pages go out together, up to 1 MiB. When the engine
 * does not take a page, the cache has failed for good: that write had been acknowledged, so every
 * later write and flush fails. Reads go on.
 *
 * <p>Thread-safe.
 */
final class WriteBackCache implements AutoCloseable {

  static final int PAGE = 4096;

  /** Pages in one request to the engine: 1 MiB. */
  private static final int RUN = 256;

  private static final int RUNS_UNDER_WAY = 16;

  private static final EngineException CLOSED =
      new EngineException(Kind.GONE, "the cache is closed");

  private record Run(List<CachePage> pages, long oldest) {}

  private record Trim(long first, long end, CompletableFuture<Void> answer) {
    boolean covers(long page) {
      return page >= first && page < end;
    }
  }

  private record Waiter(long goal, CompletableFuture<Void> answer) {}

  private final BlockAccess engine;
  private final int capacity;
  private final long periodNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Map<Long, CachePage> pages = new HashMap<>();
  private final PagesByAge waiting = new PagesByAge();
  private final Deque<byte[]> spare = new ArrayDeque<>();
  private final Set<Run> underWay = new LinkedHashSet<>();
  private final List<Trim> waitingTrims = new ArrayList<>();
  private final List<Trim> trims = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final Buffers buffers = new Buffers();
  private final Thread drain;
  private long clock;
  private long goal;
  private long emptySince = System.nanoTime();
  private EngineException failure;
  private boolean closed;

  /**
   * @param capacity most bytes held, a multiple of 4 KiB; a write waits when they are there
   * @param period how long a write stays at most before it is sent
   */
  WriteBackCache(BlockAccess engine, int capacity, Duration period) {
    this.engine = engine;
    this.capacity = capacity / PAGE;
    this.periodNanos = period.toNanos();
    this.drain = new Thread(this::drain, "write-back");
    drain.setDaemon(true);
    drain.start();
  }

  /** Fills the buffer with what was written last, here or in the engine. */
  CompletableFuture<Void> read(long offset, ByteBuffer into) {
    Map<Long, byte[]> cached = snapshot(offset, into.remaining());
    if (cached.isEmpty()) {
      return engine.read(offset, into);
    }
    int start = into.position();
    int length = into.remaining();
    if (cached.size() == pageAfter(offset + length) - offset / PAGE) {
      overlay(cached, offset, into, start, length);
      into.position(start + length);
      return CompletableFuture.completedFuture(null);
    }
    return engine.read(offset, into).thenRun(() -> overlay(cached, offset, into, start, length));
  }

  private Map<Long, byte[]> snapshot(long offset, int length) {
    lock.lock();
    try {
      if (pages.isEmpty()) {
        return Map.of();
      }
      Map<Long, byte[]> cached = new HashMap<>();
      for (long p = offset / PAGE; p < pageAfter(offset + length); p++) {
        CachePage page = pages.get(p);
        if (page != null && !page.filling) {
          cached.put(p, page.data.clone());
        }
      }
      return cached;
    } finally {
      lock.unlock();
    }
  }

  private static void overlay(
      Map<Long, byte[]> cached, long offset, ByteBuffer into, int start, int length) {
    cached.forEach(
        (index, data) -> {
          long from = Math.max(offset, index * PAGE);
          long to = Math.min(offset + length, (index + 1) * PAGE);
          into.put(
              start + (int) (from - offset), data, (int) (from - index * PAGE), (int) (to - from));
        });
  }

  /**
   * Returns when the bytes are in the cache; waits while it is full.
   *
   * @throws EngineException when the cache has failed, or when the rest of a page that is written
   *     in part cannot be read
   * @throws InterruptedIOException when interrupted while waiting; a part may have been written
   */
  void write(long offset, ByteBuffer from) throws EngineException, InterruptedIOException {
    long at = offset;
    while (from.hasRemaining()) {
      int within = (int) (at % PAGE);
      int length = Math.min(PAGE - within, from.remaining());
      if (length < PAGE) {
        fill(at / PAGE);
      }
      lock.lock();
      try {
        CachePage page = place(at / PAGE, length < PAGE);
        if (page == null) {
          // It was written back between the two: read it again.
          continue;
        }
        from.get(page.data, within, length);
        touch(page);
      } finally {
        lock.unlock();
      }
      at += length;
    }
  }

  /** The page to write into; null when it should have been filled first and is not there. */
  private CachePage place(long index, boolean partly)
      throws EngineException, InterruptedIOException {
    while (true) {
      requireSound();
      CachePage page = pages.get(index);
      if (page != null && !page.filling) {
        return page;
      }
      if (page == null && partly) {
        return null;
      }
      if (page == null && pages.size() < capacity) {
        page = newPage(index);
        pages.put(index, page);
        return page;
      }
      goal = clock;
      work.signal();
      awaitChange();
    }
  }

  private void touch(CachePage page) {
    clock++;
    if (page.stamp == 0) {
      if (waiting.isEmpty()) {
        emptySince = System.nanoTime();
        work.signal();
      }
      waiting.add(page, clock);
    }
    if (pages.size() * 2 > capacity && goal < clock) {
      goal = clock;
      work.signal();
    }
  }

  /** Sees to it that the page is here, unless it is written back again at once. */
  private void fill(long index) throws EngineException, InterruptedIOException {
    CachePage page;
    lock.lock();
    try {
      while (pages.get(index) != null ? pages.get(index).filling : pages.size() >= capacity) {
        requireSound();
        goal = clock;
        work.signal();
        awaitChange();
      }
      requireSound();
      if (pages.containsKey(index)) {
        return;
      }
      page = newPage(index);
      page.filling = true;
      pages.put(index, page);
    } finally {
      lock.unlock();
    }
    EngineException failed = null;
    try {
      engine.read(index * PAGE, ByteBuffer.wrap(page.data)).join();
    } catch (CompletionException e) {
      failed = told(e);
    }
    lock.lock();
    try {
      page.filling = false;
      if (failed != null) {
        pages.remove(index);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (failed != null) {
      throw failed;
    }
  }

  /** Completes when every write that was acknowledged before this call is in the engine. */
  CompletableFuture<Void> flush() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    EngineException failed;
    lock.lock();
    try {
      failed = failure;
      if (failed == null) {
        if (isClean(clock)) {
          answer.complete(null);
          return answer;
        }
        goal = clock;
        waiters.add(new Waiter(clock, answer));
        work.signal();
        return answer;
      }
    } finally {
      lock.unlock();
    }
    answer.completeExceptionally(failed);
    return answer;
  }

  /** Discards the whole pages inside the range; what is written later to them is kept. */
  CompletableFuture<Void> trim(long offset, long length) {
    long first = pageAfter(offset);
    long end = (offset + length) / PAGE;
    if (first >= end) {
      return CompletableFuture.completedFuture(null);
    }
    Trim trim = new Trim(first, end, new CompletableFuture<>());
    EngineException failed;
    lock.lock();
    try {
      failed = failure;
      if (failed == null) {
        List<CachePage> dropped =
            pages.values().stream().filter(p -> trim.covers(p.index)).toList();
        dropped.forEach(this::drop);
        waitingTrims.add(trim);
        work.signal();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (failed != null) {
      trim.answer().completeExceptionally(failed);
    }
    return trim.answer();
  }

  private void drop(CachePage page) {
    if (page.stamp != 0) {
      waiting.remove(page);
    }
    if (!page.underWay && !page.filling) {
      forget(page);
    }
  }

  private CachePage newPage(long index) {
    return new CachePage(index, spare.isEmpty() ? new byte[PAGE] : spare.pop());
  }

  private void forget(CachePage page) {
    pages.remove(page.index);
    spare.push(page.data);
  }

  private void drain() {
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
          trim = nextTrim();
          run = trim == null ? nextRun() : null;
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
    if (!waiting.isEmpty() && System.nanoTime() - emptySince >= periodNanos) {
      goal = clock;
      emptySince = System.nanoTime();
    }
  }

  private void rest() throws InterruptedException {
    if (waiting.isEmpty() || failure != null) {
      work.await();
    } else {
      var unused = work.awaitNanos(Math.max(1, emptySince + periodNanos - System.nanoTime()));
    }
  }

  private Trim nextTrim() {
    for (Trim trim : waitingTrims) {
      boolean free =
          underWay.stream().flatMap(r -> r.pages().stream()).noneMatch(p -> trim.covers(p.index))
              && trims.stream().noneMatch(t -> t.first() < trim.end() && trim.first() < t.end());
      if (free) {
        waitingTrims.remove(trim);
        trims.add(trim);
        return trim;
      }
    }
    return null;
  }

  private Run nextRun() {
    if (failure != null || underWay.size() >= RUNS_UNDER_WAY) {
      return null;
    }
    for (CachePage page = waiting.oldest(); page != null && page.stamp <= goal; page = page.newer) {
      if (maySend(page)) {
        return around(page);
      }
    }
    return null;
  }

  private Run around(CachePage first) {
    Deque<CachePage> run = new ArrayDeque<>(List.of(first));
    CachePage next;
    while (run.size() < RUN && maySend(next = pages.get(run.getLast().index + 1))) {
      run.addLast(next);
    }
    while (run.size() < RUN && maySend(next = pages.get(run.getFirst().index - 1))) {
      run.addFirst(next);
    }
    long since = Long.MAX_VALUE;
    for (CachePage page : run) {
      since = Math.min(since, page.stamp);
    }
    return new Run(List.copyOf(run), since);
  }

  private boolean maySend(CachePage page) {
    return page != null
        && page.stamp != 0
        && !page.underWay
        && !page.filling
        && isOutside(trims, page.index)
        && isOutside(waitingTrims, page.index);
  }

  private static boolean isOutside(List<Trim> ranges, long page) {
    for (Trim range : ranges) {
      if (range.covers(page)) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer collect(Run run) {
    underWay.add(run);
    ByteBuffer bytes = buffers.take(run.pages().size() * PAGE);
    for (CachePage page : run.pages()) {
      waiting.remove(page);
      page.underWay = true;
      bytes.put(page.data);
    }
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
      underWay.remove(run);
      for (CachePage page : run.pages()) {
        page.underWay = false;
        if (page.stamp == 0 && error == null) {
          forget(page);
        }
      }
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
        waitingTrims.forEach(t -> done.add(t.answer()));
        waitingTrims.clear();
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
      trims.remove(trim);
      work.signal();
    } finally {
      lock.unlock();
    }
    complete(trim.answer(), error == null ? null : told(error));
  }

  private static void complete(CompletableFuture<Void> answer, EngineException failed) {
    if (failed == null) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(failed);
    }
  }

  /** Whether no write up to that stamp is still here or on its way. */
  private boolean isClean(long upTo) {
    return waiting.allAfter(upTo) && underWay.stream().allMatch(r -> r.oldest() > upTo);
  }

  private static EngineException lost(EngineException cause) {
    return new EngineException(
        cause.kind(),
        "an acknowledged write could not be written back and is lost: " + cause.getMessage(),
        cause);
  }

  private static EngineException told(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof EngineException e
        ? e
        : new EngineException(Kind.REFUSED, String.valueOf(cause), cause);
  }

  private void requireSound() throws EngineException {
    if (failure != null) {
      throw new EngineException(failure.kind(), failure.getMessage(), failure);
    }
    if (closed) {
      throw CLOSED;
    }
  }

  private void awaitChange() throws InterruptedIOException {
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

  private static long pageAfter(long offset) {
    return (offset + PAGE - 1) / PAGE;
  }

  /** Stops; what has not been flushed is lost. The engine stays the caller's to close. */
  @Override
  public void close() {
    List<CompletableFuture<Void>> never = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      waiters.forEach(w -> never.add(w.answer()));
      waitingTrims.forEach(t -> never.add(t.answer()));
      waiters.clear();
      waitingTrims.clear();
      work.signal();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    never.forEach(a -> complete(a, CLOSED));
  }
}
