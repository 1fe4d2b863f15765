package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** A few threads that copy pieces into an image side by side. */
final class Workers implements AutoCloseable {

  /** Beyond that many they wait for the file's lock. */
  private static final int MOST = 4;

  /** Small enough to stay in a processor's cache while it is looked at and copied. */
  private static final int BUFFER = 256 << 10;

  /** A part of a layer. */
  record Piece(LayerSource source, long at, int length) {}

  /** What one thread uses: a channel has one position, so each has its own. */
  private record Means(ByteBuffer buffer, FileChannel image) {}

  /**
   * Batches that are written at a time. Waiting for each before the next one is begun leaves
   * threads idle: on a busy machine one of them is always late.
   */
  private static final int UNDER_WAY = 4;

  /** Beyond any piece, and far from where counting on would overflow. */
  private static final int NONE_LEFT = Integer.MAX_VALUE / 2;

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  /** What is written when all of it is. */
  private record Batch(long end, AtomicInteger next, List<Future<?>> running) {}

  private final List<Means> means = new ArrayList<>();
  private final BlockingQueue<Means> idle = new LinkedBlockingQueue<>();
  private final Deque<Batch> underWay = new ArrayDeque<>();
  private final ExecutorService threads;

  private Workers(int count) {
    threads =
        Executors.newFixedThreadPool(
            count,
            r -> {
              Thread thread = new Thread(r, "merge");
              thread.setDaemon(true);
              return thread;
            });
  }

  static Workers writing(Path image) throws IOException {
    int count = Math.min(MOST, Runtime.getRuntime().availableProcessors());
    Workers workers = new Workers(count);
    try {
      for (int i = 0; i < count; i++) {
        FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE);
        workers.means.add(new Means(ByteBuffer.allocateDirect(BUFFER), channel));
      }
      workers.idle.addAll(workers.means);
      return workers;
    } catch (IOException | RuntimeException e) {
      workers.close();
      throw e;
    }
  }

  /** Cuts a range into pieces that fit a buffer. */
  static void cut(LayerSource source, long at, long length, List<Piece> into) {
    for (long done = 0; done < length; done += BUFFER) {
      into.add(new Piece(source, at + done, (int) Math.min(BUFFER, length - done)));
    }
  }

  /**
   * Begins to write pieces.
   *
   * @param end what the image is complete up to when they and all before them are written
   * @param done is told of the ends of what is written, in order, by the caller's thread
   * @throws IOException the first failure of what was begun before
   */
  void begin(List<Piece> pieces, long end, LongConsumer done) throws IOException {
    List<Piece> own = List.copyOf(pieces);
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < Math.min(means.size(), own.size()); i++) {
      running.add(threads.submit(() -> copy(own, next)));
    }
    underWay.add(new Batch(end, next, running));
    if (underWay.size() > UNDER_WAY) {
      end(done);
    }
  }

  /** Returns when all is written, or throws the first failure. */
  void finish(LongConsumer done) throws IOException {
    while (!underWay.isEmpty()) {
      end(done);
    }
  }

  private void end(LongConsumer done) throws IOException {
    Batch oldest = underWay.remove();
    IOException failure = null;
    for (Future<?> one : oldest.running()) {
      try {
        one.get();
      } catch (ExecutionException e) {
        // The others need not go on.
        oldest.next().set(NONE_LEFT);
        failure = first(failure, e.getCause());
      } catch (InterruptedException e) {
        oldest.next().set(NONE_LEFT);
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while merging", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    done.accept(oldest.end());
  }

  private Void copy(List<Piece> pieces, AtomicInteger next)
      throws IOException, InterruptedException {
    Means own = idle.take();
    try {
      for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
        copy(pieces.get(i), own);
      }
      return null;
    } finally {
      idle.add(own);
    }
  }

  private static IOException first(IOException failure, Throwable cause) {
    if (failure != null) {
      failure.addSuppressed(cause);
      return failure;
    }
    if (cause instanceof IOException io) {
      return io;
    }
    return new IOException("merging failed: " + cause, cause);
  }

  private static void copy(Piece piece, Means own) throws IOException {
    LayerSource source = piece.source();
    ByteBuffer buffer = own.buffer().clear().limit(piece.length());
    source.read(piece.at(), buffer);
    buffer.flip();
    Blocks.nonZero(piece.at(), buffer, (at, data) -> source.write(at, data, own.image()));
  }

  /** What is still being written when somebody gave up ends first: nothing is written later. */
  @Override
  public void close() throws IOException {
    underWay.forEach(batch -> batch.next().set(NONE_LEFT));
    threads.shutdownNow();
    for (Means own : means) {
      own.image().close();
    }
    try {
      if (!threads.awaitTermination(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("a thread that writes the image does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
