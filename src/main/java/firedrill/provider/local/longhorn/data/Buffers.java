package firedrill.provider.local.longhorn.data;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers outside the heap, used again: sockets take their bytes without another copy. */
final class Buffers {

  private static final int SMALL = 64 << 10;
  private static final int LARGE = 1 << 20;

  private final Queue<ByteBuffer> small = new ConcurrentLinkedQueue<>();
  private final Queue<ByteBuffer> large = new ConcurrentLinkedQueue<>();

  /** Of exactly that many bytes; a very large one comes from the heap. */
  ByteBuffer take(int length) {
    if (length > LARGE) {
      return ByteBuffer.allocate(length);
    }
    int size = length > SMALL ? LARGE : SMALL;
    ByteBuffer pooled = pool(size).poll();
    ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(size) : pooled;
    return buffer.clear().limit(length);
  }

  void give(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      pool(buffer.capacity()).add(buffer);
    }
  }

  private Queue<ByteBuffer> pool(int size) {
    return size == LARGE ? large : small;
  }
}
