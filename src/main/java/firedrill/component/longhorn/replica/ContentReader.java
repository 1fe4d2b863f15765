package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads a chain's merged content at any place, as {@link MergedContent} gives it in one go. */
public final class ContentReader implements AutoCloseable {

  private final long size;
  private final Sources sources;

  private ContentReader(long size, Sources sources) {
    this.size = size;
    this.sources = sources;
  }

  public static ContentReader open(Chain chain) throws IOException {
    return new ContentReader(chain.volume().size(), Sources.open(chain));
  }

  /** Bytes of the volume. */
  public long size() {
    return size;
  }

  /**
   * Fills the buffer's remaining bytes.
   *
   * @param offset bytes, a multiple of 4096
   */
  public void read(long offset, ByteBuffer into) throws IOException {
    if (offset < 0 || offset % VolumeMeta.BLOCK != 0 || offset + into.remaining() > size) {
      throw new IllegalArgumentException(
          into.remaining() + " B at " + offset + " of a volume of " + size + " B");
    }
    ByteBuffer all = into.slice(into.position(), into.remaining());
    while (all.hasRemaining()) {
      all.put((byte) 0);
    }
    all.clear();
    // Oldest first: what is newer overwrites.
    for (LayerSource source : sources.oldestFirst()) {
      layer(source, offset, all);
    }
    into.position(into.limit());
  }

  /** Takes what a volume began with when one of its layers was the newest. */
  @FunctionalInterface
  interface Beginning {
    /**
     * @param index of the layer, oldest first; what lies below all layers counts as one
     * @param data is written over when the call returns
     */
    void take(int index, ByteBuffer data);
  }

  /**
   * The first bytes, as each layer left them; all but the newest one's.
   *
   * @param length bytes
   */
  void beginnings(int length, Beginning taker) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(length);
    List<? extends LayerSource> layers = sources.oldestFirst();
    for (int i = 0; i + 1 < layers.size(); i++) {
      layer(layers.get(i), 0, all);
      taker.take(i, all.duplicate());
    }
  }

  private static void layer(LayerSource source, long offset, ByteBuffer all) throws IOException {
    long end = Math.min(offset + all.capacity(), source.size());
    long from = offset;
    while (from < end) {
      List<Extent> extents = source.from(from);
      if (extents.isEmpty()) {
        return;
      }
      for (Extent extent : extents) {
        // Whole blocks belong to a layer.
        long start = Math.max(offset, extent.offset() - extent.offset() % VolumeMeta.BLOCK);
        long beyond = extent.end() + VolumeMeta.BLOCK - 1;
        long stop = Math.min(end, beyond - beyond % VolumeMeta.BLOCK);
        if (start >= end) {
          return;
        }
        if (start < stop) {
          int at = (int) (start - offset);
          source.read(start, all.slice(at, (int) (stop - start)));
          zeroBeyond(all, source, offset, stop);
        }
        from = Math.max(from, extent.end());
      }
    }
  }

  /** The rest of a layer's last block, beyond its end, is the layer's zeros. */
  private static void zeroBeyond(ByteBuffer all, LayerSource source, long offset, long stop) {
    if (stop == source.size() && stop % VolumeMeta.BLOCK != 0) {
      long blockEnd = stop - stop % VolumeMeta.BLOCK + VolumeMeta.BLOCK;
      for (long at = stop; at < Math.min(blockEnd, offset + all.capacity()); at++) {
        all.put((int) (at - offset), (byte) 0);
      }
    }
  }

  @Override
  public void close() throws IOException {
    sources.close();
  }
}
