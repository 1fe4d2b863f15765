package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final List<Means> means = new ArrayList<>();
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

  /** Returns when all of them are written, or throws the first failure. */
  void copy(List<Piece> pieces) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (Means own : means) {
      running.add(
          threads.submit(
              () -> {
                for (int i = next.getAndIncrement(); i < pieces.size(); ) {
                  copy(pieces.get(i), own);
                  i = next.getAndIncrement();
                }
                return null;
              }));
    }
    IOException failure = null;
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        // The others need not go on.
        next.set(pieces.size());
        failure = first(failure, e.getCause());
      } catch (InterruptedException e) {
        next.set(pieces.size());
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while merging", e);
      }
    }
    if (failure != null) {
      throw failure;
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

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Means own : means) {
      own.image().close();
    }
  }
}
