package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

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
      BlockSet blocks = blocks(first);
      return blocks.isSame(blocks(second)) && sameBytes(first, second, blocks);
    }
  }

  /** Whether the one head holds data, not zeros, in a block that the other one has not. */
  public static boolean holdsMore(Path one, Path other) throws IOException {
    try (FileSource first = open(one);
        FileSource second = open(other)) {
      BlockSet more = blocks(first);
      more.andNot(blocks(second));
      ByteBuffer block = ByteBuffer.allocate(VolumeMeta.BLOCK);
      for (long at = more.next(0); at >= 0; at = more.next(at + 1)) {
        long offset = at * VolumeMeta.BLOCK;
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
      BlockSet own = blocks(head);
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

  /**
   * Whether every block in which two volumes differ is held by one of these layers of the first, as
   * data or as zeros: then whatever only the other one holds was written over later. Of volumes of
   * two sizes, what both have is looked at.
   *
   * @param since layers of the first, the newest ones
   */
  public static boolean covers(Chain one, List<Layer> since, Chain other) throws IOException {
    BlockSet held = blocks(since);
    boolean[] covered = {true};
    try (ContentReader there = ContentReader.open(other);
        ContentReader here = ContentReader.open(one)) {
      MergedContent.of(one).to((at, data) -> covered[0] &= sameOrHeld(at, data, there, held));
      if (covered[0]) {
        MergedContent.of(other).to((at, data) -> covered[0] &= sameOrHeld(at, data, here, held));
      }
    }
    return covered[0];
  }

  /**
   * The same of a head whose replica cannot be read: whether all that it holds is the same in the
   * volume, or was written over later.
   */
  public static boolean covers(Chain one, List<Layer> since, Path head) throws IOException {
    BlockSet held = blocks(since);
    ByteBuffer buffer = ByteBuffer.allocate(VolumeMeta.BLOCK);
    try (ContentReader here = ContentReader.open(one);
        FileSource there = open(head)) {
      BlockSet lacking = blocks(there);
      lacking.andNot(held);
      for (long block = lacking.next(0); block >= 0; block = lacking.next(block + 1)) {
        long at = block * VolumeMeta.BLOCK;
        there.read(at, buffer.clear().limit((int) Math.min(VolumeMeta.BLOCK, there.size() - at)));
        if (at < here.size() && !sameOrHeld(at, buffer.flip(), here, held)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean sameOrHeld(long at, ByteBuffer data, ContentReader there, BlockSet held)
      throws IOException {
    int both = (int) Math.min(data.remaining(), there.size() - at);
    if (both <= 0) {
      return true;
    }
    ByteBuffer seen = ByteBuffer.allocate(both);
    there.read(at, seen);
    for (int from = 0; from < both; from += VolumeMeta.BLOCK) {
      int length = Math.min(VolumeMeta.BLOCK, both - from);
      boolean same = data.slice(data.position() + from, length).equals(seen.slice(from, length));
      if (!same && !held.get((at + from) / VolumeMeta.BLOCK)) {
        return false;
      }
    }
    return true;
  }

  private static BlockSet blocks(List<Layer> layers) throws IOException {
    BlockSet blocks = new BlockSet();
    for (Layer layer : layers) {
      try (FileSource source = open(layer.file())) {
        blocks.or(blocks(source));
      }
    }
    return blocks;
  }

  private static boolean sameOrOwn(long at, ByteBuffer data, ContentReader there, BlockSet own)
      throws IOException {
    ByteBuffer seen = ByteBuffer.allocate(data.remaining());
    there.read(at, seen);
    for (int from = 0; from < data.remaining(); from += VolumeMeta.BLOCK) {
      int length = Math.min(VolumeMeta.BLOCK, data.remaining() - from);
      boolean same = data.slice(data.position() + from, length).equals(seen.slice(from, length));
      if (!same && !own.get((at + from) / VolumeMeta.BLOCK)) {
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

  private static BlockSet blocks(FileSource head) throws IOException {
    BlockSet blocks = new BlockSet();
    Cursor cursor = new Cursor(head, 0);
    for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
      long end = Math.min(e.end(), head.size());
      blocks.set(e.offset() / VolumeMeta.BLOCK, (end + VolumeMeta.BLOCK - 1) / VolumeMeta.BLOCK);
      cursor.drop();
    }
    return blocks;
  }

  private static boolean sameBytes(FileSource first, FileSource second, BlockSet blocks)
      throws IOException {
    ByteBuffer one = ByteBuffer.allocate(BUFFER);
    ByteBuffer other = ByteBuffer.allocate(BUFFER);
    for (long from = blocks.next(0); from >= 0; from = blocks.next(from)) {
      long to = from + blocks.run(from, BUFFER / VolumeMeta.BLOCK);
      long at = from * VolumeMeta.BLOCK;
      int length = (int) (Math.min(to * VolumeMeta.BLOCK, first.size()) - at);
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
