package firedrill.integrity;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts, overwrites and deletes objects, and writes each outcome into the ledger. A writer uses one
 * way into the store and takes the next one when no connection comes about, as a load balancer
 * does; a write is sent once.
 */
public final class ObjectWorkload implements AutoCloseable {
  private final ObjectPlan plan;
  private final List<ObjectStore> ways;
  private final ObjectLedger ledger;
  private final Progress progress = new Progress();
  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param ways into the same store, by different servers
   */
  public ObjectWorkload(ObjectPlan plan, List<ObjectStore> ways, ObjectLedger ledger) {
    this.plan = plan;
    this.ways = List.copyOf(ways);
    this.ledger = ledger;
    this.threads = Executors.newFixedThreadPool(plan.writers());
  }

  public void start() {
    for (int i = 0; i < plan.writers(); i++) {
      int writer = i;
      writers.add(threads.submit(() -> write(writer)));
    }
  }

  private Void write(int writer) throws IOException {
    List<ObjectKey> own = new ArrayList<>();
    int way = writer % ways.size();
    long pause = plan.perSecond() == 0 ? 0 : 1_000_000_000L * plan.writers() / plan.perSecond();
    for (long k = 0; !stopping; k++) {
      long due = System.nanoTime() + pause;
      ObjectOutcome outcome = one(writer, k, own, ways.get(way));
      if (outcome.is(ObjectOutcome.Kind.REFUSED)) {
        way = (way + 1) % ways.size();
      }
      while (!stopping && System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    return null;
  }

  private ObjectOutcome one(int writer, long k, List<ObjectKey> own, ObjectStore store)
      throws IOException {
    Random random = plan.random(writer, -1 - k);
    int kind = random.nextInt(100);
    Optional<ObjectKey> old =
        kind < plan.deletePercent() + plan.overwritePercent()
            ? drawn(own, random)
            : Optional.empty();
    if (old.isPresent() && kind < plan.deletePercent()) {
      own.remove(old.get());
      return settled(ledger.intendDelete(old.get()), store.delete(old.get()));
    }
    ObjectKey key = old.orElseGet(() -> fresh(writer, k));
    byte[] content = plan.content(writer, k);
    ObjectWrite write = ledger.intendPut(key, content);
    ObjectOutcome outcome =
        settled(write, store.put(key, content, content.length >= ObjectPlan.IN_PARTS_FROM));
    if (old.isEmpty() && outcome.is(ObjectOutcome.Kind.ACKNOWLEDGED)) {
      own.add(key);
    }
    return outcome;
  }

  private ObjectKey fresh(int writer, long k) {
    String bucket = plan.buckets().get((int) (k % plan.buckets().size()));
    return new ObjectKey(bucket, "w%d/%02d/%06d".formatted(writer, k % 16, k));
  }

  private Optional<ObjectKey> drawn(List<ObjectKey> own, Random random) {
    own.removeIf(key -> !ledger.isFree(key));
    return own.isEmpty() ? Optional.empty() : Optional.of(own.get(random.nextInt(own.size())));
  }

  private ObjectOutcome settled(ObjectWrite write, ObjectOutcome outcome) throws IOException {
    progress.intended();
    ObjectWrite known = ledger.settle(write, outcome);
    progress.settled(ObjectHistory.translated(known), known.settled(), false);
    return outcome;
  }

  public Progress progress() {
    return progress;
  }

  /**
   * @throws IllegalStateException with the writer's exception when one ended by itself
   */
  public void requireAlive() {
    Writers.requireAlive(writers, () -> stopping);
  }

  /**
   * Waits for the writes under way, then ends the writers.
   *
   * @throws IllegalStateException when a writer failed, or does not end within the client's time
   */
  public LedgerCounts stop(Duration atMost) {
    stopping = true;
    try {
      writers.forEach(writer -> Writers.await(writer, atMost));
    } finally {
      threads.shutdownNow();
    }
    return progress.counts();
  }

  /** Ends without waiting; a write under way stays without outcome. */
  @Override
  public void close() {
    stopping = true;
    threads.shutdownNow();
  }
}
