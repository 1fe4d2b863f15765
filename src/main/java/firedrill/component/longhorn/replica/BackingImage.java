package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The image that a volume's oldest layer stands on: raw, or qcow2 without encryption and without a
 * backing file of its own.
 */
record BackingImage(Path file) {

  private static final int SECTOR = 512;
  private static final int QCOW_MAGIC = 0x514649fb;

  LayerSource open() throws IOException {
    FileChannel channel;
    try {
      MetaReader.requireRegular(file);
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new ReplicaException(
          Problem.BACKING_IMAGE, file, "the backing image cannot be opened: " + e.getMessage(), e);
    }
    try {
      ByteBuffer magic = ByteBuffer.allocate(4);
      channel.read(magic, 0);
      boolean qcow = magic.position() == 4 && magic.getInt(0) == QCOW_MAGIC;
      if (qcow) {
        return Qcow2.open(file, channel);
      }
      requireWhole(channel.size());
      return new Raw(file, channel, channel.size());
    } catch (ReplicaException | RuntimeException e) {
      channel.close();
      throw e;
    } catch (IOException e) {
      channel.close();
      throw unreadable(file, e);
    }
  }

  /** As the engine does ({@code backingfile.OpenBackingFile}, 1.12); an empty one is damaged. */
  private void requireWhole(long size) throws ReplicaException {
    if (size == 0 || size % SECTOR != 0) {
      throw new ReplicaException(
          Problem.BACKING_IMAGE,
          file,
          "has "
              + size
              + " B, and a backing image is a multiple of "
              + SECTOR
              + ": it is cut short, or another file");
    }
  }

  private static ReplicaException unreadable(Path file, IOException e) {
    return new ReplicaException(
        Problem.BACKING_IMAGE, file, "the backing image cannot be read: " + e.getMessage(), e);
  }

  /** All of it is content: below the oldest layer there is nothing a hole could show. */
  private record Raw(Path file, FileChannel channel, long size) implements LayerSource {

    @Override
    public List<Extent> from(long offset) {
      return offset >= size ? List.of() : List.of(new Extent(offset, size - offset));
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      long at = offset;
      while (into.hasRemaining()) {
        int read = read(into, at);
        if (read < 0) {
          throw new ReplicaException(
              Problem.CHANGED, file, "the backing image became shorter than " + size + " B");
        }
        at += read;
      }
    }

    private int read(ByteBuffer into, long at) throws IOException {
      try {
        return channel.read(into, at);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
