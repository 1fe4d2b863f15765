package firedrill.component.longhorn.replica;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The beginning of an ext4 file system of blocks of 4 KiB, whose journal lies in blocks 4 to 11.
 */
public final class MadeJournal {
  private static final int BLOCK = 4096;
  private static final int FIRST = 4;
  private static final int BLOCKS = 8;

  private MadeJournal() {}

  /**
   * With two transactions in it, of which this one is the last.
   *
   * @param last number, of 32 bits
   */
  public static byte[] of(long last) {
    return of(last, new int[][] {{FIRST, BLOCKS}});
  }

  /**
   * Likewise.
   *
   * @param runs of blocks that the journal's inode maps, each its first and their number
   */
  public static byte[] of(long last, int[][] runs) {
    byte[] all = new byte[(FIRST + BLOCKS) * BLOCK];
    byte[] first = MadeContent.of(ContentKind.EXT4, 1);
    System.arraycopy(first, 0, all, 0, BLOCK);
    ByteBuffer sb = ByteBuffer.wrap(all, 1024, 1024).slice().order(ByteOrder.LITTLE_ENDIAN);
    sb.putInt(0x18, 2);
    sb.putInt(0x5c, 0x4);
    sb.put(0xfd, (byte) 1);
    sb.putShort(0x10c, (short) 0xf30a);
    sb.putShort(0x10c + 2, (short) runs.length);
    for (int i = 0; i < runs.length; i++) {
      int at = 0x10c + 12 * (i + 1);
      sb.putShort(at + 4, (short) runs[i][1]);
      sb.putInt(at + 8, runs[i][0]);
    }
    ByteBuffer journal = ByteBuffer.wrap(all).order(ByteOrder.BIG_ENDIAN);
    header(journal, 0, 4, 0);
    journal.putInt(FIRST * BLOCK + 24, (int) (last - 1));
    header(journal, 1, 1, last - 1);
    header(journal, 3, 2, last - 1);
    header(journal, 4, 1, last);
    header(journal, 6, 2, last);
    // One that was cut off before it was whole.
    header(journal, 7, 1, last + 1);
    return all;
  }

  private static void header(ByteBuffer all, int block, int type, long number) {
    int at = (FIRST + block) * BLOCK;
    all.putInt(at, 0xc03b3998);
    all.putInt(at + 4, type);
    all.putInt(at + 8, (int) number);
  }
}
