package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that copy pieces side by side, each with a buffer of its own. */
final class Workers implements AutoCloseable {

  /** Beyond that many they wait for the file's lock. */
  private static final int MOST = 4;

  /** Small enough to stay in a processor's cache between reading and writing. */
  private static final int BUFFER = 256 << 10;

  /** A part of a layer. */
  record Piece(LayerSource source, long at, int length) {}

  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final ExecutorService threads;

  Workers() {
    int count = Math.min(MOST, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < count; i++) {
      buffers.add(ByteBuffer.allocateDirect(BUFFER));
    }
    threads =
        Executors.newFixedThreadPool(
            count,
            r -> {
              Thread thread = new Thread(r, "merge");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Cuts a range into pieces that fit a buffer. */
  static void cut(LayerSource source, long at, long length, List<Piece> into) {
    for (long done = 0; done < length; done += BUFFER) {
      into.add(new Piece(source, at + done, (int) Math.min(BUFFER, length - done)));
    }
  }

  /** Returns when the sink has had all of them, or throws the first failure. */
  void copy(List<Piece> pieces, BlockSink sink) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (ByteBuffer buffer : buffers) {
      running.add(
          threads.submit(
              () -> {
                for (int i = next.getAndIncrement(); i < pieces.size(); ) {
                  copy(pieces.get(i), buffer, sink);
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

  private static void copy(Piece piece, ByteBuffer buffer, BlockSink sink) throws IOException {
    buffer.clear().limit(piece.length());
    piece.source().read(piece.at(), buffer);
    buffer.flip();
    Blocks.nonZero(piece.at(), buffer, sink);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
