package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Cuts data at blocks that are all zeros. */
public final class Blocks {

  private Blocks() {}

  /**
   * Gives the sink what is not zero.
   *
   * @param offset of the data in the volume, a multiple of 4096 bytes
   * @param data from 0 to its limit
   */
  public static void nonZero(long offset, ByteBuffer data, BlockSink sink) throws IOException {
    int end = data.limit();
    int start = -1;
    for (int at = 0; at < end; at += VolumeMeta.BLOCK) {
      boolean zero = isZero(data, at, Math.min(at + VolumeMeta.BLOCK, end));
      if (!zero && start < 0) {
        start = at;
      } else if (zero && start >= 0) {
        sink.put(offset + start, data.slice(start, at - start));
        start = -1;
      }
    }
    if (start >= 0) {
      sink.put(offset + start, data.slice(start, end - start));
    }
  }

  /** Whether these bytes are all zeros. */
  public static boolean isZero(ByteBuffer data, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (data.getLong(at) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (data.get(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
