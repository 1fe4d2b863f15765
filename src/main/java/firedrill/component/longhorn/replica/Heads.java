package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;

/** Compares heads as layers: which blocks each holds, and what is in them. */
public final class Heads {

  private static final int BUFFER = 1 << 20;

  private Heads() {}

  /**
   * Whether both hold the same blocks with the same bytes. What a replica lost of its metadata does
   * not matter then: its head has nothing that the other one has not.
   */
  public static boolean same(Path one, Path other) throws IOException {
    try (FileSource first = open(one);
        FileSource second = open(other)) {
      if (first.size() != second.size()) {
        return false;
      }
      BitSet blocks = blocks(first);
      return blocks.equals(blocks(second)) && sameBytes(first, second, blocks);
    }
  }

  /** Whether the one head holds data, not zeros, in a block that the other one has not. */
  public static boolean holdsMore(Path one, Path other) throws IOException {
    try (FileSource first = open(one);
        FileSource second = open(other)) {
      BitSet more = blocks(first);
      more.andNot(blocks(second));
      ByteBuffer block = ByteBuffer.allocate(VolumeMeta.BLOCK);
      for (int at = more.nextSetBit(0); at >= 0; at = more.nextSetBit(at + 1)) {
        long offset = (long) at * VolumeMeta.BLOCK;
        block.clear().limit((int) Math.min(VolumeMeta.BLOCK, first.size() - offset));
        first.read(offset, block);
        if (!Blocks.isZero(block, 0, block.limit())) {
          return true;
        }
      }
      return false;
    } catch (ReplicaException e) {
      return false; // Of one that cannot be read nothing is known.
    }
  }

  /**
   * Whether the one head holds data, not zeros, in every block in which two volumes differ: then
   * nothing that only the other one holds was written after it.
   */
  public static boolean covers(Chain one, Chain other) throws IOException {
    try (ContentReader there = ContentReader.open(other);
        FileSource head = open(one.head().file())) {
      BitSet own = blocks(head);
      boolean[] covered = {true};
      MergedContent.of(one).to((at, data) -> covered[0] &= sameOrOwn(at, data, there, own));
      if (!covered[0]) {
        return false;
      }
      try (ContentReader here = ContentReader.open(one)) {
        // Where this one reads zeros, the other one must too.
        MergedContent.of(other).to((at, data) -> covered[0] &= nowhereZero(at, data, here));
      }
      return covered[0];
    }
  }

  private static boolean sameOrOwn(long at, ByteBuffer data, ContentReader there, BitSet own)
      throws IOException {
    ByteBuffer seen = ByteBuffer.allocate(data.remaining());
    there.read(at, seen);
    for (int from = 0; from < data.remaining(); from += VolumeMeta.BLOCK) {
      int length = Math.min(VolumeMeta.BLOCK, data.remaining() - from);
      boolean same = data.slice(data.position() + from, length).equals(seen.slice(from, length));
      if (!same && !own.get((int) ((at + from) / VolumeMeta.BLOCK))) {
        return false;
      }
    }
    return true;
  }

  private static boolean nowhereZero(long at, ByteBuffer data, ContentReader here)
      throws IOException {
    ByteBuffer seen = ByteBuffer.allocate(data.remaining());
    here.read(at, seen);
    for (int from = 0; from < seen.capacity(); from += VolumeMeta.BLOCK) {
      if (Blocks.isZero(seen, from, Math.min(from + VolumeMeta.BLOCK, seen.capacity()))) {
        return false;
      }
    }
    return true;
  }

  private static FileSource open(Path head) throws IOException {
    try (Fd fd = Fd.open(head)) {
      Fd.Stat stat = fd.stat();
      return FileSource.open(head, stat.size(), stat.allocated());
    }
  }

  private static BitSet blocks(FileSource head) throws IOException {
    BitSet blocks = new BitSet();
    Cursor cursor = new Cursor(head, 0);
    for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
      long end = Math.min(e.end(), head.size());
      blocks.set(
          (int) (e.offset() / VolumeMeta.BLOCK),
          (int) ((end + VolumeMeta.BLOCK - 1) / VolumeMeta.BLOCK));
      cursor.drop();
    }
    return blocks;
  }

  private static boolean sameBytes(FileSource first, FileSource second, BitSet blocks)
      throws IOException {
    ByteBuffer one = ByteBuffer.allocate(BUFFER);
    ByteBuffer other = ByteBuffer.allocate(BUFFER);
    for (int from = blocks.nextSetBit(0); from >= 0; from = blocks.nextSetBit(from)) {
      int to = Math.min(blocks.nextClearBit(from), from + BUFFER / VolumeMeta.BLOCK);
      long at = (long) from * VolumeMeta.BLOCK;
      int length = (int) (Math.min((long) to * VolumeMeta.BLOCK, first.size()) - at);
      first.read(at, one.clear().limit(length));
      second.read(at, other.clear().limit(length));
      if (!one.flip().equals(other.flip())) {
        return false;
      }
      from = to;
    }
    return true;
  }
}
