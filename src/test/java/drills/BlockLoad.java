package drills;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.longhorn.ReplicaState;
import firedrill.component.longhorn.data.EngineConnection;
import firedrill.component.longhorn.data.EngineException;
import firedrill.component.longhorn.injection.BlockDevice;
import firedrill.component.longhorn.injection.EngineDevice;
import firedrill.component.longhorn.replica.LayerNames;
import firedrill.integrity.MeasuredLoss;
import firedrill.junit.DrillRun;
import firedrill.recovery.Observation;
import firedrill.sandbox.FileEntry;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Blocks written to an attached volume one after the other, each acknowledged by every replica
 * before the next. The first half of the volume is written beforehand; the load then writes by
 * turns over a block of that half and into the other half, where there are only holes. No block is
 * written twice by it, and the last of either half not at all: something of before is always left.
 */
final class BlockLoad implements AutoCloseable {

  /** Why a volume of Longhorn's loses what its user has flushed. */
  static final String WHY_LOST =
      ". Longhorn's protocol has no flush and a replica never calls fsync: only the journal of the"
          + " node's file system, every 5 s, makes what it wrote durable, and an fsync inside the"
          + " volume changes nothing of that";

  /** One who writes has had an acknowledgement within this time. */
  private static final Duration WRITING = Duration.ofMillis(200);

  /**
   * No more often: on a fast machine the volume would be full before the power goes, at the latest
   * after 9 s, and 32 MiB have 8 190 blocks that may be written.
   */
  private static final Duration PACE = Duration.ofNanos(1_200_000);

  private static final int BLOCK = 4096;
  private static final int CHUNK = 1 << 20;

  /** What the first half holds before the load. */
  private static final int SETTLED = -1;

  /** What the block holds that is written when a volume is back. */
  private static final int AFTERWARDS = -2;

  /** An acknowledged block; when, by {@link System#nanoTime}. */
  record Written(int block, int number, boolean fresh, long at) {}

  /**
   * How long before a moment the oldest of some was written, in seconds; 0 when none was written
   * before it.
   */
  static double secondsBefore(long moment, Collection<Written> some) {
    return some.stream().mapToDouble(w -> (moment - w.at()) / 1e9).reduce(0, Math::max);
  }

  /**
   * What one replica, or the device, holds of all that was acknowledged.
   *
   * @param unanswered whether it holds the write that has no answer; empty where there is none
   */
  record Held(String replica, List<Written> lost, int settledLost, Optional<Boolean> unanswered) {

    long unansweredPresent() {
      return unanswered.filter(there -> there).isPresent() ? 1 : 0;
    }

    long unansweredAbsent() {
      return unanswered.filter(there -> !there).isPresent() ? 1 : 0;
    }

    /**
     * Against the plan's budget.
     *
     * @param dark when nothing was left that could acknowledge a write, by {@link System#nanoTime}
     */
    MeasuredLoss before(long dark) {
      return new MeasuredLoss(
          lost.size(),
          lost.stream().filter(w -> w.at() - dark > 0).count(),
          Duration.ofNanos(Math.round(1e9 * secondsBefore(dark, lost))),
          unansweredPresent(),
          unansweredAbsent());
    }

    long lost(boolean fresh) {
      return lost.stream().filter(w -> w.fresh() == fresh).count();
    }
  }

  private final Longhorn longhorn;
  private final String volume;
  private final int half;
  private final List<Integer> over;
  private final List<Integer> fresh;
  private final List<Written> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private final Thread writer = new Thread(this::write, "block load");
  private volatile Written underWay;
  private volatile boolean ended;

  /**
   * @param bytes of the volume
   */
  BlockLoad(Longhorn longhorn, String volume, long bytes, Random random) {
    this.longhorn = longhorn;
    this.volume = volume;
    this.half = (int) (bytes / BLOCK / 2);
    this.over = shuffled(0, random);
    this.fresh = shuffled(half, random);
  }

  private List<Integer> shuffled(int from, Random random) {
    List<Integer> blocks = new ArrayList<>(IntStream.range(from, from + half).boxed().toList());
    Collections.shuffle(blocks, random);
    return blocks;
  }

  /** Fills the first half. */
  void settle() throws IOException {
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      for (int block = 0; block < half; block++) {
        engine.writeNow((long) block * BLOCK, content(block, SETTLED));
      }
    }
  }

  private void start() {
    writer.start();
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Writes for so long, and on while something is done at the end of it; then no more. */
  void writeFor(DrillRun run, int millis, Runnable atTheEnd) {
    try {
      run.workloadStarted("blocks");
      start();
      LoadSpan.pass(run, millis + " ms of writes", Duration.ofMillis(millis));
      atTheEnd.run();
    } finally {
      close();
    }
    run.workloadStopped("blocks", acknowledged(), unanswered().isPresent() ? 1 : 0, 0);
  }

  /** The write that has no answer, if there is one; to be asked when the load has ended. */
  private Optional<Written> unanswered() {
    return Optional.ofNullable(underWay)
        .filter(
            last ->
                acknowledged.isEmpty()
                    || acknowledged.get(acknowledged.size() - 1).number() != last.number());
  }

  /**
   * Returns while it writes. A load that had ended before would make of a cut one of a volume at
   * rest, its journal long committed.
   */
  void awaitAcknowledgement(DrillRun run) {
    run.await(
        "an acknowledgement just before the cut",
        () -> Observation.of(isWriting(), acknowledged() + " so far"),
        Duration.ofSeconds(5));
  }

  private boolean isWriting() {
    synchronized (acknowledged) {
      return !acknowledged.isEmpty()
          && System.nanoTime() - acknowledged.get(acknowledged.size() - 1).at() < WRITING.toNanos();
    }
  }

  /** Ends with the volume, or when every block but one of either half is written. */
  private void write() {
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      long began = System.nanoTime();
      for (int n = 0; n < 2 * (half - 1) && !ended; n++) {
        LockSupport.parkNanos(began + n * PACE.toNanos() - System.nanoTime());
        boolean intoHole = n % 2 == 1;
        int block = (intoHole ? fresh : over).get(n / 2);
        underWay = new Written(block, n, intoHole, System.nanoTime());
        engine.writeNow((long) block * BLOCK, content(block, n));
        acknowledged.add(new Written(block, n, intoHole, System.nanoTime()));
      }
    } catch (EngineException cut) {
      // What was under way is not acknowledged.
    }
  }

  /** To be asked when the load has ended, of a volume without snapshots. */
  Held heldBy(ReplicaState replica) throws IOException {
    FileTree files = longhorn.files(replica);
    return held(replica.node(), files.read(head(files)));
  }

  /**
   * Whether the volume takes a block, of those that the load leaves alone, and gives it back. What
   * the API says of the volume may be of before a cut, and an engine that is asked for nothing does
   * not miss a replica.
   */
  Observation takesBlocks() {
    int block = fresh.get(half - 1);
    byte[] written = content(block, AFTERWARDS).array();
    try (EngineConnection engine = longhorn.openEngine(volume)) {
      engine.writeNow((long) block * BLOCK, ByteBuffer.wrap(written));
      ByteBuffer read = ByteBuffer.allocate(BLOCK);
      engine.readNow((long) block * BLOCK, read);
      return Observation.of(Arrays.equals(read.array(), written), "a block is written and read");
    } catch (IOException e) {
      return Observation.notYet(e.getMessage());
    }
  }

  /** Likewise of the attached volume itself. */
  Held heldByDevice() throws IOException {
    return heldByDevice(volume);
  }

  /** The same of another volume, into which this one was recovered. */
  Held heldByDevice(String recovered) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(2 * half * BLOCK);
    try (BlockDevice device = new EngineDevice(longhorn.openEngine(recovered), all.capacity())) {
      for (int at = 0; at < all.capacity(); at += CHUNK) {
        device.read(at, all.slice(at, Math.min(CHUNK, all.capacity() - at)));
      }
    }
    return held("the device", all.array());
  }

  private Held held(String where, byte[] head) {
    List<Written> lost =
        acknowledged.stream().filter(w -> !holds(head, w.block(), w.number())).toList();
    Set<Integer> rewritten = acknowledged.stream().map(Written::block).collect(Collectors.toSet());
    int settledLost =
        (int)
            IntStream.range(0, half)
                .filter(b -> !rewritten.contains(b) && !holds(head, b, SETTLED))
                .filter(b -> !isUnderWay(head, b))
                .count();
    Optional<Boolean> last = unanswered().map(w -> holds(head, w.block(), w.number()));
    return new Held(where, lost, settledLost, last);
  }

  /** Whether what lies there is the write that nobody has acknowledged: it may have been done. */
  private boolean isUnderWay(byte[] head, int block) {
    Written last = underWay;
    return last != null && last.block() == block && holds(head, block, last.number());
  }

  /** When a replica's head was last written to, by its node's clock. */
  Instant writtenOn(ReplicaState replica) throws IOException {
    return headOf(longhorn.files(replica)).modified();
  }

  /** Name of the file that a replica writes to. */
  static String head(FileTree directory) throws IOException {
    return headOf(directory).name();
  }

  private static FileEntry headOf(FileTree directory) throws IOException {
    return directory.list("").stream()
        .filter(file -> LayerNames.isHead(file.name()))
        .findFirst()
        .orElseThrow(() -> new IOException("no head in " + directory.name()));
  }

  /** Planted: the block that was acknowledged first is zeros in these replicas. */
  void loseTheFirst(List<ReplicaState> replicas) throws IOException {
    lose(replicas, acknowledged.get(0).block());
  }

  /** Planted: the block that was acknowledged last is zeros in this replica. */
  void loseTheLast(ReplicaState replica) throws IOException {
    lose(List.of(replica), acknowledged.get(acknowledged.size() - 1).block());
  }

  /** Planted: the block of the first half that the load never comes to is zeros. */
  void loseAnOlder(List<ReplicaState> replicas) throws IOException {
    lose(replicas, over.get(half - 1));
  }

  private void lose(List<ReplicaState> replicas, int block) throws IOException {
    for (ReplicaState replica : replicas) {
      FileTree files = longhorn.files(replica);
      files.write(head(files), (long) block * BLOCK, new byte[BLOCK]);
    }
  }

  private static boolean holds(byte[] head, int block, int number) {
    int at = block * BLOCK;
    return at + BLOCK <= head.length
        && ByteBuffer.wrap(head, at, BLOCK).equals(content(block, number));
  }

  private static ByteBuffer content(int block, int number) {
    ByteBuffer content = ByteBuffer.allocate(BLOCK);
    while (content.hasRemaining()) {
      content.putInt(block).putInt(number);
    }
    return content.flip();
  }

  @Override
  public void close() {
    ended = true;
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
