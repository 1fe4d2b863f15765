package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** A sparse file whose allocated ranges are the layer's. */
final class FileSource implements LayerSource {

  private static final Set<OpenOption> READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** What a device reads at once, bytes; a bad sector takes that much with it. */
  private static final int UNIT = VolumeMeta.BLOCK;

  private final Path file;
  private final long size;
  private final FileChannel channel;
  private final Extents extents;

  /** Gets offsets of blocks that cannot be read and are zeros then; null: one fails the read. */
  private final LongConsumer bad;

  FileSource(Path file, long size, FileChannel channel, Extents extents, LongConsumer bad) {
    this.file = file;
    this.size = size;
    this.channel = channel;
    this.extents = extents;
    this.bad = bad;
  }

  /**
   * @param allocated bytes on disk, to tell whether the file system knows its own holes
   */
  static FileSource open(Path file, long size, long allocated) throws IOException {
    return open(file, size, allocated, false, null);
  }

  /**
   * One layer of a chain.
   *
   * @param said a human's words on how to read it
   * @param lowest nothing lies below it, so its holes hide nothing and show nothing
   */
  static FileSource open(Layer layer, Overrides said, boolean lowest) throws IOException {
    return open(
        layer.file(),
        layer.size(),
        layer.allocated(),
        lowest || said.accepted().contains(Problem.NO_EXTENTS),
        said.accepted().contains(Problem.UNREADABLE) ? at -> {} : null);
  }

  /**
   * @param anyHoles where the file system tells of none, all of it counts as data
   * @param bad see the constructor
   */
  static FileSource open(Path file, long size, long allocated, boolean anyHoles, LongConsumer bad)
      throws IOException {
    Fd fd = Fd.open(file);
    try {
      Extents extents;
      try {
        extents = extents(fd, size, allocated);
      } catch (ReplicaException e) {
        if (e.problem() != Problem.NO_EXTENTS || !anyHoles) {
          throw e;
        }
        extents = new AllData(fd, size);
      }
      return new FileSource(file, size, FileChannel.open(file, READ_ONLY), extents, bad);
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** A file whose holes nobody knows; it is not asked for what lies behind its end. */
  private record AllData(Fd fd, long size) implements Extents {
    @Override
    public List<Extent> from(long from) {
      return List.of(new Extent(0, size));
    }

    @Override
    public void close() throws IOException {
      fd.close();
    }
  }

  private static Extents extents(Fd fd, long size, long allocated) throws IOException {
    FiemapExtents fiemap = new FiemapExtents(fd);
    if (fiemap.supported()) {
      return fiemap;
    }
    SeekExtents seek = new SeekExtents(fd);
    boolean allData = seek.from(0).stream().anyMatch(e -> e.offset() == 0 && e.end() >= size);
    // One block less is one hole, whose zeros would hide what older layers hold.
    if (allData && allocated < size) {
      throw new ReplicaException(
          Problem.NO_EXTENTS,
          fd.file(),
          "the file system calls all of it data though only "
              + allocated
              + " of "
              + size
              + " B are allocated, so its holes are unknown; read it where it was written (ext4 or"
              + " xfs)");
    }
    return seek;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public List<Extent> from(long offset) throws IOException {
    return offset >= size ? List.of() : extents.from(offset);
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int read = read(into, at);
      if (read < 0) {
        throw new ReplicaException(
            Problem.CHANGED, file, "ended at " + at + " B while it was read; it had " + size);
      }
      at += read;
    }
  }

  private int read(ByteBuffer into, long at) throws IOException {
    try {
      return channel.read(into, at);
    } catch (IOException e) {
      if (bad != null && channel.isOpen()) {
        return aroundBadSectors(into, at);
      }
      throw new ReplicaException(
          Problem.UNREADABLE,
          file,
          "cannot be read at "
              + at
              + ": "
              + e.getMessage()
              + ". A human may have what cannot be read taken for zeros (bad-sectors)",
          e);
    }
  }

  /** Up to the end of the block that an offset lies in, which is zeros if it cannot be read. */
  private int aroundBadSectors(ByteBuffer into, long at) throws IOException {
    int length = (int) Math.min(into.remaining(), UNIT - at % UNIT);
    ByteBuffer block = ByteBuffer.allocate(length);
    try {
      int read = channel.read(block, at);
      into.put(block.flip());
      return read;
    } catch (IOException e) {
      bad.accept(at - at % UNIT);
      into.put(block.clear());
      return length;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      extents.close();
    }
  }
}
