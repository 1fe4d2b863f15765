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

/** A sparse file whose allocated ranges are the layer's. */
final class FileSource implements LayerSource {

  private static final Set<OpenOption> READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** What a file system may allocate for itself beside the data, bytes. */
  private static final long SLACK = 1 << 20;

  private final Path file;
  private final long size;
  private final FileChannel channel;
  private final Extents extents;

  private FileSource(Path file, long size, FileChannel channel, Extents extents) {
    this.file = file;
    this.size = size;
    this.channel = channel;
    this.extents = extents;
  }

  /**
   * @param allocated bytes on disk, to tell whether the file system knows its own holes
   */
  static FileSource open(Path file, long size, long allocated) throws IOException {
    Fd fd = Fd.open(file);
    try {
      Extents extents = extents(fd, size, allocated);
      return new FileSource(file, size, FileChannel.open(file, READ_ONLY), extents);
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static Extents extents(Fd fd, long size, long allocated) throws IOException {
    FiemapExtents fiemap = new FiemapExtents(fd);
    if (fiemap.supported()) {
      return fiemap;
    }
    SeekExtents seek = new SeekExtents(fd);
    List<Extent> first = seek.from(0);
    boolean allData = first.size() == 1 && first.get(0).offset() == 0 && first.get(0).end() >= size;
    if (allData && allocated + SLACK < size) {
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
      throw new ReplicaException(
          Problem.UNREADABLE, file, "cannot be read at " + at + ": " + e.getMessage(), e);
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
