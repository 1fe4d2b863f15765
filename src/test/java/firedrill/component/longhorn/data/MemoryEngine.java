package firedrill.component.longhorn.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * An engine in memory that is as unhelpful as the real one may be: it carries requests out when it
 * likes, in any order, and says so later still. Two changes of one page at a time are noted as a
 * fault of its client.
 */
public final class MemoryEngine implements BlockAccess {

  private record Underway(long first, long end, boolean changes) {
    boolean collidesWith(Underway other) {
      return changes && other.changes && first < other.end && other.first < end;
    }
  }

  private record Job(Underway range, Runnable effect, CompletableFuture<Void> answer) {}

  public final byte[] bytes;
  public final List<String> collisions = new ArrayList<>();
  private final Random random;
  private final List<Job> jobs = new ArrayList<>();
  private final Thread worker = new Thread(this::work, "memory-engine");
  private long refuseWritesAfter = Long.MAX_VALUE;
  private long writes;
  private long largest;
  private boolean cut;
  private boolean held;

  public MemoryEngine(int size, Random random) {
    this.bytes = new byte[size];
    this.random = random;
    worker.setDaemon(true);
    worker.start();
  }

  /** From the nth write on (0 is the first) every write is refused. */
  public synchronized void refuseWritesFrom(long n) {
    refuseWritesAfter = n;
  }

  /** No request is carried out until {@link #release()}. */
  public synchronized void hold() {
    held = true;
  }

  public synchronized void release() {
    held = false;
    notifyAll();
  }

  public synchronized long writes() {
    return writes;
  }

  public synchronized long largestWrite() {
    return largest;
  }

  /** Power is gone: of what is under way some is carried out, nothing is answered. */
  public synchronized void cut() {
    cut = true;
    jobs.forEach(
        j -> {
          if (random.nextBoolean()) {
            j.effect().run();
          }
        });
    jobs.clear();
    notifyAll();
  }

  @Override
  public CompletableFuture<Void> read(long offset, ByteBuffer into) {
    int length = into.remaining();
    return add(
        new Underway(offset, offset + length, false), () -> into.put(bytes, (int) offset, length));
  }

  @Override
  public CompletableFuture<Void> write(long offset, ByteBuffer from) {
    byte[] data = new byte[from.remaining()];
    from.get(data);
    synchronized (this) {
      largest = Math.max(largest, data.length);
      if (writes++ >= refuseWritesAfter) {
        return CompletableFuture.failedFuture(
            new EngineException(EngineException.Kind.NO_SPACE, "planted: no space left"));
      }
    }
    return add(
        new Underway(offset, offset + data.length, true),
        () -> System.arraycopy(data, 0, bytes, (int) offset, data.length));
  }

  @Override
  public CompletableFuture<Void> unmap(long offset, long length) {
    return add(
        new Underway(offset, offset + length, true),
        () -> java.util.Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0));
  }

  private synchronized CompletableFuture<Void> add(Underway range, Runnable effect) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    if (cut) {
      return answer;
    }
    for (Job j : jobs) {
      if (j.range().collidesWith(range)) {
        collisions.add(range + " while " + j.range() + " is under way");
      }
    }
    jobs.add(new Job(range, effect, answer));
    notifyAll();
    return answer;
  }

  private void work() {
    try {
      while (true) {
        Job job;
        synchronized (this) {
          while (jobs.isEmpty() || held) {
            wait();
          }
          job = jobs.get(random.nextInt(jobs.size()));
          job.effect().run();
          jobs.remove(job);
        }
        job.answer().complete(null);
      }
    } catch (InterruptedException end) {
      return;
    }
  }

  /** A copy of what it holds. */
  public synchronized byte[] contents() {
    return bytes.clone();
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
