package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal of an ext3 or ext4 file system (Linux, {@code fs/ext4/ext4.h}, {@code
 * include/linux/jbd2.h}). Each of its transactions has a number, one more than the last, so that
 * two states of one file system are told apart whatever clocks and files' times say.
 */
final class FileSystemJournal {

  private static final int SUPERBLOCK = 1024;
  private static final int HAS_JOURNAL = 0x4;
  private static final int MAGIC = 0xc03b3998;
  private static final int COMMIT = 2;
  private static final int FIRST_SUPERBLOCK = 3;
  private static final int SECOND_SUPERBLOCK = 4;

  /** What an inode's map of extents begins with, and how deep it is at most. */
  private static final short EXTENTS = (short) 0xf30a;

  private static final int DEEPEST = 5;
  private static final int ENTRY = 12;
  private static final int LONGEST = 32768;

  private final ContentReader volume;
  private final int block;
  private long last = -1;

  private FileSystemJournal(ContentReader volume, int block) {
    this.volume = volume;
    this.block = block;
  }

  /**
   * Number of the last transaction that is whole, as far as it has not been written over; a number
   * of 32 bits, which begins again. Empty for other content, or where the journal cannot be found
   * (on another device, or not mapped by extents).
   */
  static Optional<Long> last(Chain chain) throws IOException {
    try (ContentReader volume = ContentReader.open(chain)) {
      if (volume.size() < 2L * VolumeMeta.BLOCK) {
        return Optional.empty();
      }
      ByteBuffer first = ByteBuffer.allocate(VolumeMeta.BLOCK);
      volume.read(0, first);
      ByteBuffer sb = first.flip().slice(SUPERBLOCK, SUPERBLOCK).order(ByteOrder.LITTLE_ENDIAN);
      int scale = sb.getInt(0x18);
      boolean journalled =
          sb.getShort(0x38) == (short) 0xef53
              && (sb.getInt(0x5c) & HAS_JOURNAL) != 0
              && sb.get(0xfd) == 1
              && scale >= 0
              && scale <= 6;
      if (!journalled) {
        return Optional.empty();
      }
      FileSystemJournal journal = new FileSystemJournal(volume, 1024 << scale);
      // A copy of the journal's inode's map, which is in the superblock for such cases.
      for (long[] run : journal.runs(sb.slice(0x10c, 60), DEEPEST)) {
        journal.read(run[0], run[1]);
      }
      return journal.last < 0 ? Optional.empty() : Optional.of(journal.last);
    }
  }

  /** Where it lies, each by its first block and their number; none when that is not readable. */
  private List<long[]> runs(ByteBuffer map, int deepest) throws IOException {
    ByteBuffer node = map.order(ByteOrder.LITTLE_ENDIAN);
    int entries = Math.min(node.getShort(2), node.capacity() / ENTRY - 1);
    int depth = node.getShort(6);
    List<long[]> runs = new ArrayList<>();
    if (node.getShort(0) != EXTENTS || depth < 0 || depth > deepest) {
      return runs;
    }
    for (int i = 1; i <= entries; i++) {
      int at = i * ENTRY;
      if (depth == 0) {
        int length = node.getShort(at + 4) & 0xffff;
        long from =
            (long) (node.getShort(at + 6) & 0xffff) << 32 | node.getInt(at + 8) & 0xffffffffL;
        runs.add(new long[] {from, Math.min(length, LONGEST)});
      } else {
        long child =
            (long) (node.getShort(at + 8) & 0xffff) << 32 | node.getInt(at + 4) & 0xffffffffL;
        if (child < wholeBlocks()) {
          runs.addAll(runs(bytes(child * block, block), depth - 1));
        }
      }
    }
    return runs;
  }

  /** Every block of a journal that begins with its magic number is its own; others' are escaped. */
  private void read(long from, long blocks) throws IOException {
    int step = Math.max(1, (1 << 20) / block);
    for (long at = from; at < from + blocks; at += step) {
      int count = (int) Math.min(step, from + blocks - at);
      if (at + count > wholeBlocks()) {
        return;
      }
      ByteBuffer some = bytes(at * block, count * block);
      for (int start = 0; start < some.capacity(); start += block) {
        header(some.slice(start, block).order(ByteOrder.BIG_ENDIAN));
      }
    }
  }

  /** A number of 48 bits that damage has made, times a block's size, may be none of 64 bits. */
  private long wholeBlocks() {
    return volume.size() / block;
  }

  private void header(ByteBuffer header) {
    if (header.getInt(0) != MAGIC) {
      return;
    }
    int type = header.getInt(4);
    if (type == COMMIT) {
      seen(header.getInt(8));
    } else if (type == FIRST_SUPERBLOCK || type == SECOND_SUPERBLOCK) {
      // The number that the first one of the log has, or the next one when the log is empty.
      seen(header.getInt(24) - 1);
    }
  }

  private void seen(int number) {
    if (last < 0 || isLater(number & 0xffffffffL, last)) {
      last = number & 0xffffffffL;
    }
  }

  /** Whether one number comes after another, also where they have begun again in between. */
  static boolean isLater(long one, long other) {
    return (int) one - (int) other > 0;
  }

  private ByteBuffer bytes(long offset, int length) throws IOException {
    int into = (int) (offset % VolumeMeta.BLOCK);
    ByteBuffer all = ByteBuffer.allocate(into + length);
    volume.read(offset - into, all);
    return all.flip().slice(into, length);
  }
}
