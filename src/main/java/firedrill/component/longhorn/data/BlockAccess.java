package firedrill.component.longhorn.data;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Reads and writes of a volume's bytes, many at a time and in no order: of two changes that
 * overlap, the later may only be sent when the earlier has been answered. Thread-safe.
 *
 * <p>A future fails with {@link EngineException}.
 */
public interface BlockAccess extends AutoCloseable {

  /**
   * Fills the buffer's remaining bytes; it must be left alone until the answer is there.
   *
   * @param offset in bytes, of any alignment
   */
  CompletableFuture<Void> read(long offset, ByteBuffer into);

  /** The buffer may be used again on return, before the answer is there. */
  CompletableFuture<Void> write(long offset, ByteBuffer from);

  /**
   * Gives space back; whole pages of 4 KiB inside the range read as zeros afterwards, until the
   * engine is restarted: a discarded page then shows what an older snapshot holds there.
   *
   * @param length in bytes, below 4 GiB
   */
  CompletableFuture<Void> unmap(long offset, long length);

  @Override
  void close();
}
