package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What FileChannel leaves to its callers. */
final class SparseFile {

  /** A multiple of what any file system allocates at once, bytes; XFS has the largest blocks. */
  private static final long APART = 64 << 10;

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
    // FileChannel only cuts; a byte behind the end and the cut before it make the length. In the
    // last block itself the byte would leave zeros that belong to the file, where a hole was meant.
    write(channel, (size + APART - 1) / APART * APART, ByteBuffer.allocate(1));
    channel.truncate(size);
  }
}
