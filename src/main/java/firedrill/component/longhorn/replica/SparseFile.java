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

  /**
   * Copies from page cache to page cache (sendfile(2)) what has been read already to look at it.
   * Writing it from memory takes twice the processor's time and more on a busy machine.
   *
   * @param data the range's bytes: what the kernel does not take, or refuses, is written from here
   */
  static void transfer(FileChannel from, long offset, ByteBuffer data, FileChannel to)
      throws IOException {
    to.position(offset);
    long moved;
    try {
      moved = from.transferTo(offset, data.remaining(), to);
    } catch (IOException refused) {
      // Not every kernel, file system or filter of calls allows it. A full disk says so below.
      moved = 0;
    }
    data.position(data.position() + (int) moved);
    write(to, offset + moved, data);
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
