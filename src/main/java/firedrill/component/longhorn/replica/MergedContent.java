package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A volume's content, merged from a chain while it is read: each block of 4096 bytes comes from the
 * newest layer in which it is allocated, as the engine's {@code diff_disk.go} (1.12) finds it. An
 * allocated block of zeros hides what is below. Memory does not depend on the volume's size.
 */
public final class MergedContent {

  /** Blocks whose owners are known at a time: 64 MiB of the volume. */
  private static final int WINDOW = 16384;

  private static final long WINDOW_BYTES = (long) WINDOW * VolumeMeta.BLOCK;

  /**
   * Stays in a processor's cache between reading, looking for zeros and writing: so one thread is
   * as fast as {@code cp}, and a larger buffer, more threads, or sendfile(2) once it has been read,
   * are slower ({@code -Dbench=merge}).
   */
  private static final int BUFFER = 256 << 10;

  private static final short NOBODY = -1;

  private final Chain chain;

  private MergedContent(Chain chain) {
    this.chain = chain;
  }

  public static MergedContent of(Chain chain) {
    return new MergedContent(chain);
  }

  /** Bytes of the volume. */
  public long size() {
    return chain.volume().size();
  }

  /** The sink gets all of it. */
  public void to(BlockSink sink) throws IOException {
    from(0, sink, done -> {});
  }

  /**
   * The sink gets what is not zero, from an offset on.
   *
   * @param from bytes, a multiple of 4096
   * @param done is told now and then up to which byte the sink has been given everything
   * @throws ReplicaException when the layers change meanwhile
   */
  public void from(long from, BlockSink sink, LongConsumer done) throws IOException {
    try (Sources sources = Sources.open(chain)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      walk(sources, from, (source, at, length) -> copy(source, at, length, buffer, sink), done);
    }
    Unchanged.require(chain);
  }

  /** As {@link #from}, into a file that is as long already. */
  void into(FileChannel image, long from, LongConsumer done) throws IOException {
    from(from, (at, data) -> SparseFile.write(image, at, data), done);
  }

  /** How many bytes are allocated in some layer: what a merged image takes at most. */
  public long allocated() throws IOException {
    long[] bytes = {0};
    try (Sources sources = Sources.open(chain)) {
      walk(sources, 0, (source, at, length) -> bytes[0] += length, done -> {});
    }
    return bytes[0];
  }

  private interface Run {
    void in(LayerSource source, long at, long length) throws IOException;
  }

  private void walk(Sources sources, long from, Run run, LongConsumer done) throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    for (LayerSource source : sources.oldestFirst()) {
      cursors.add(new Cursor(source, from));
    }
    short[] owners = new short[WINDOW];
    long told = -1;
    long at = from;
    while (true) {
      at = Math.max(at, nextBlock(cursors));
      if (at >= size()) {
        if (told < size()) {
          done.accept(size());
        }
        return;
      }
      Arrays.fill(owners, NOBODY);
      long end = Math.min(size(), (at / WINDOW_BYTES + 1) * WINDOW_BYTES);
      for (int layer = 0; layer < cursors.size(); layer++) {
        claim(owners, at, end, cursors.get(layer), (short) layer);
      }
      runs(owners, at, end, sources, run);
      at = end;
      told = at;
      done.accept(at);
    }
  }

  /** Offset of the first block that any layer still has; the size when there is none. */
  private long nextBlock(List<Cursor> cursors) throws IOException {
    long next = size();
    for (Cursor cursor : cursors) {
      Extent extent = cursor.peek();
      if (extent != null) {
        next = Math.min(next, extent.offset());
      }
    }
    return next - next % VolumeMeta.BLOCK;
  }

  private static void claim(short[] owners, long at, long end, Cursor cursor, short layer)
      throws IOException {
    for (Extent e = cursor.peek(); e != null && e.offset() < end; e = cursor.peek()) {
      int first = (int) ((Math.max(e.offset(), at) - at) / VolumeMeta.BLOCK);
      long last = Math.min(e.end(), end) - at;
      int beyond = (int) ((last + VolumeMeta.BLOCK - 1) / VolumeMeta.BLOCK);
      Arrays.fill(owners, first, Math.max(first, beyond), layer);
      if (e.end() > end) {
        return;
      }
      cursor.drop();
    }
  }

  private static void runs(short[] owners, long at, long end, Sources sources, Run run)
      throws IOException {
    int blocks = (int) ((end - at + VolumeMeta.BLOCK - 1) / VolumeMeta.BLOCK);
    for (int first = 0; first < blocks; ) {
      int beyond = first + 1;
      while (beyond < blocks && owners[beyond] == owners[first]) {
        beyond++;
      }
      if (owners[first] != NOBODY) {
        LayerSource source = sources.oldestFirst().get(owners[first]);
        long from = at + (long) first * VolumeMeta.BLOCK;
        // Beyond its own end a layer reads as zeros.
        long to = Math.min(Math.min(at + (long) beyond * VolumeMeta.BLOCK, end), source.size());
        if (to > from) {
          run.in(source, from, to - from);
        }
      }
      first = beyond;
    }
  }

  private static void copy(
      LayerSource source, long at, long length, ByteBuffer buffer, BlockSink sink)
      throws IOException {
    for (long done = 0; done < length; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
      source.read(at + done, buffer);
      buffer.flip();
      Blocks.nonZero(at + done, buffer, sink);
      done += buffer.limit();
    }
  }
}
