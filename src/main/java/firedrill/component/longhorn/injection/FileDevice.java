package firedrill.component.longhorn.injection;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A block device, or a file that stands for one. */
public final class FileDevice implements BlockDevice {

  private final Path path;
  private final FileChannel channel;

  private FileDevice(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** It must exist: a device that is not there is not made. */
  public static FileDevice open(Path path) throws IOException {
    return new FileDevice(
        path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new EOFException(path + " ends at " + at);
      }
      at += read;
    }
  }

  @Override
  public void write(long offset, ByteBuffer from) throws IOException {
    long at = offset;
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }

  @Override
  public void flush() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
