package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What FileChannel leaves to its callers. */
final class SparseFile {

  private SparseFile() {}

  static void write(FileChannel channel, long offset, ByteBuffer data) throws IOException {
    long at = offset;
    while (data.hasRemaining()) {
      at += channel.write(data, at);
    }
  }

  /** Makes the file longer, with a hole. */
  static void extend(FileChannel channel, long size) throws IOException {
    if (channel.size() >= size) {
      return;
    }
    // FileChannel only cuts; a byte at the end and the cut behind it make the length.
    write(channel, size, ByteBuffer.allocate(1));
    channel.truncate(size);
  }
}
