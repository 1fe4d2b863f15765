package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stands in for a disk: blocks of it cannot be read. */
final class BadDisk extends FileChannel {
  private final byte[] data;
  private final List<Integer> bad;

  BadDisk(byte[] data, List<Integer> bad) {
    this.data = data;
    this.bad = bad;
  }

  /**
   * A layer on a disk that is broken all over, and of which the kernel tells no holes: where this
   * process has no memory, reading it is an input/output error (proc_pid_mem(5)).
   */
  static Layer layer(long size) {
    LayerMeta meta = new LayerMeta("", false, false, true, Optional.empty());
    return new Layer(Path.of("/proc/self/mem"), meta, size, size, Instant.EPOCH, Optional.empty());
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    int from = (int) at;
    int length = Math.min(into.remaining(), data.length - from);
    if (length <= 0) {
      return -1;
    }
    for (int block : bad) {
      if (from < (block + 1) * MadeReplica.BLOCK && from + length > block * MadeReplica.BLOCK) {
        throw new IOException("Input/output error");
      }
    }
    into.put(data, from, length);
    return length;
  }

  @Override
  public int read(ByteBuffer into) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public FileChannel position(long at) {
    return this;
  }

  @Override
  public long size() {
    return data.length;
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean all) {
    // Nothing is written.
  }

  @Override
  public long transferTo(long at, long count, java.nio.channels.WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(java.nio.channels.ReadableByteChannel from, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer from, long at) {
    throw new UnsupportedOperationException();
  }

  @Override
  public java.nio.MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public java.nio.channels.FileLock lock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public java.nio.channels.FileLock tryLock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void implCloseChannel() {
    // Nothing is open.
  }

  /** All of it is data. */
  Extents whole() {
    return new Whole(data.length);
  }

  private record Whole(long size) implements Extents {
    @Override
    public List<Extent> from(long from) {
      return from < size ? List.of(new Extent(0, size)) : List.of();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
