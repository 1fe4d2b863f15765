package firedrill.integrity;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Posts entries at a bounded rate and writes each outcome into the ledger. An entry is sent once:
 * what became of an ambiguous one is for the checkers to find out.
 */
public final class Workload implements AutoCloseable {

  /**
   * What to send.
   *
   * @param perSecond upper bound of entries per second, over all writers
   * @param attachmentEvery each k-th entry carries an attachment; 0 for none
   */
  public record Plan(long seed, int writers, double perSecond, int attachmentEvery) {

    /** Two writers, 20 entries per second, an attachment every tenth. */
    public static Plan seeded(long seed) {
      return new Plan(seed, 2, 20, 10);
    }
  }

  private final Plan plan;
  private final EntryMaker maker;
  private final ErpClient erp;
  private final Ledger ledger;
  private final Progress progress = new Progress();
  private final AtomicLong next = new AtomicLong();
  private final Semaphore turns = new Semaphore(0);
  // Writers hold it for reading while an entry is under way; pausing takes it for writing.
  private final ReentrantReadWriteLock underWay = new ReentrantReadWriteLock(true);
  private final List<Future<?>> writers = new ArrayList<>();
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads;
  private volatile boolean paused;
  private volatile boolean stopping;

  public Workload(Plan plan, ErpClient erp, Ledger ledger) {
    this.plan = plan;
    this.maker = new EntryMaker(plan.seed(), plan.attachmentEvery());
    this.erp = erp;
    this.ledger = ledger;
    this.threads = Executors.newFixedThreadPool(plan.writers());
  }

  public void start() {
    for (int i = 0; i < plan.writers(); i++) {
      writers.add(threads.submit(this::write));
    }
    long period = Math.max(1, Math.round(1e9 / plan.perSecond()));
    writers.add(ticker.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS));
  }

  private void tick() {
    // A slow ERP must not be hit by a burst of saved-up turns afterwards.
    if (!paused && turns.availablePermits() < plan.writers()) {
      turns.release();
    }
  }

  private Void write() throws IOException, InterruptedException {
    while (true) {
      turns.acquire();
      underWay.readLock().lockInterruptibly();
      try {
        if (stopping) {
          return null;
        }
        if (!paused) {
          postNext();
        }
      } finally {
        underWay.readLock().unlock();
      }
    }
  }

  private void postNext() throws IOException, InterruptedException {
    Entry entry = maker.entry(next.getAndIncrement());
    ledger.intend(entry);
    progress.intended();
    Outcome outcome = erp.post(entry);
    progress.settled(outcome, ledger.settle(entry.id(), outcome), entry.attachment().isPresent());
  }

  /** Returns when no entry is under way. */
  public void pause() throws InterruptedException {
    paused = true;
    underWay.writeLock().lockInterruptibly();
    turns.drainPermits();
    underWay.writeLock().unlock();
  }

  public void resume() {
    paused = false;
  }

  public Progress progress() {
    return progress;
  }

  /**
   * Why a writer ended by itself, if one did: a harness failure, for gates to fail fast on.
   *
   * @throws IllegalStateException with the writer's exception as its cause
   */
  public void requireAlive() {
    Writers.requireAlive(writers, () -> stopping);
  }

  /**
   * Waits for the entries under way, then ends the writers.
   *
   * @throws IllegalStateException when a writer failed, or does not end within the client's time
   */
  public LedgerCounts stop(Duration atMost) {
    stopping = true;
    ticker.shutdownNow();
    turns.release(plan.writers());
    try {
      for (Future<?> writer : writers.subList(0, Math.min(plan.writers(), writers.size()))) {
        Writers.await(writer, atMost);
      }
    } finally {
      threads.shutdownNow();
    }
    return progress.counts();
  }

  /** Ends without waiting; an entry under way stays without outcome. */
  @Override
  public void close() {
    stopping = true;
    ticker.shutdownNow();
    threads.shutdownNow();
  }
}
