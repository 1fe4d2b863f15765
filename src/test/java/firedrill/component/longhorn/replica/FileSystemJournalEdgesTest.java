package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a journal just still is found: at the volume's end, and by maps that are damaged. */
class FileSystemJournalEdgesTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int MAP = 0x10c;

  @TempDir Path folder;
  private int made;

  private Optional<Long> last(byte[] content) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0000000" + made++), content.length);
    replica.layer("volume-head-000.img", content.length).write(0, content).finish();
    return FileSystemJournal.last(replica.chain());
  }

  private static ByteBuffer superblock(byte[] all) {
    return ByteBuffer.wrap(all, 1024, 1024).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer block(byte[] all, int block) {
    return ByteBuffer.wrap(all, block * BLOCK, BLOCK).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Of blocks of another size than 4 KiB, with one commit in this one. */
  private static byte[] blocks(int scale, int count, int commit, int number) {
    int size = 1024 << scale;
    byte[] all = Arrays.copyOf(Arrays.copyOf(MadeJournal.of(1), BLOCK), count * size);
    ByteBuffer sb = superblock(all);
    sb.putInt(0x18, scale);
    sb.putShort(MAP + 12 + 4, (short) 1);
    sb.putInt(MAP + 12 + 8, commit);
    ByteBuffer journal = ByteBuffer.wrap(all);
    journal.putInt(commit * size, 0xc03b3998);
    journal.putInt(commit * size + 4, 2);
    journal.putInt(commit * size + 8, number);
    return all;
  }

  /** The inode's map has one entry, which leads to a block with the runs. */
  private static byte[] deeper(int leaf, int blocks) {
    byte[] all = Arrays.copyOf(MadeJournal.of(12), blocks * BLOCK);
    ByteBuffer sb = superblock(all);
    ByteBuffer map = block(all, leaf);
    for (int i = 0; i < 60; i++) {
      map.put(i, sb.get(MAP + i));
    }
    sb.putShort(MAP + 6, (short) 1);
    sb.putInt(MAP + 12 + 4, leaf);
    sb.putInt(MAP + 12 + 8, 0);
    return all;
  }

  @Test
  @DisplayName("the smallest volume with a journal, and the largest blocks that ext4 has")
  void sizes() throws Exception {
    assertThat(last(blocks(0, 8, 7, 5))).as("8 KiB").contains(5L);
    assertThat(last(blocks(6, 3, 1, 6))).as("blocks of 64 KiB").contains(6L);
    assertThat(last(blocks(6, 3, 2, 6))).as("the last one").contains(6L);
  }

  @Test
  @DisplayName("after number 0 one that was before it is not the last")
  void beforeBegunAgain() throws Exception {
    assertThat(last(MadeJournal.of(1L << 32, new int[][] {{8, 4}, {4, 4}}))).contains(0L);
  }

  @Test
  @DisplayName("a map that claims more entries than it has room for is read as far as it goes")
  void moreEntriesThanRoom() throws Exception {
    byte[] all = MadeJournal.of(12);
    superblock(all).putShort(MAP + 2, (short) 1000);
    assertThat(last(all)).contains(12L);
    byte[] deeper = deeper(2, 12);
    block(deeper, 2).putShort(2, (short) 1000);
    assertThat(last(deeper)).contains(12L);
  }

  @Test
  @DisplayName("a map in the volume's last block is read")
  void mapAtTheEnd() throws Exception {
    assertThat(last(deeper(12, 13))).contains(12L);
    byte[] beyond = deeper(12, 13);
    superblock(beyond).putInt(MAP + 12 + 4, 13);
    assertThat(last(beyond)).isEmpty();
  }

  @Test
  @DisplayName("a map that leads to itself is not followed for ever")
  void circle() throws Exception {
    byte[] all = deeper(2, 12);
    ByteBuffer map = block(all, 2);
    map.putShort(6, (short) 1);
    map.putInt(12 + 4, 2);
    map.putInt(12 + 8, 0);
    assertThat(last(all)).isEmpty();
  }

  @Test
  @DisplayName("the upper 16 bits of a block's number count: 2^32 blocks further is not here")
  void upperBits() throws Exception {
    byte[] all = MadeJournal.of(12);
    superblock(all).putShort(MAP + 12 + 6, (short) 1);
    assertThat(last(all)).isEmpty();
    byte[] deeper = deeper(2, 12);
    superblock(deeper).putShort(MAP + 12 + 8, (short) 1);
    assertThat(last(deeper)).isEmpty();
  }

  @Test
  @DisplayName("numbers of blocks as large as damage can make them lead nowhere, and fail nothing")
  void beyondAnyDevice() throws Exception {
    for (int upper : new int[] {0x7fff, 0x8000, 0xffff}) {
      byte[] all = blocks(6, 3, 1, 6);
      superblock(all).putShort(MAP + 12 + 6, (short) upper);
      superblock(all).putInt(MAP + 12 + 8, -1);
      assertThat(last(all)).as("a run at %x", upper).isEmpty();
      superblock(all).putShort(MAP + 6, (short) 1);
      superblock(all).putShort(MAP + 12 + 8, (short) upper);
      superblock(all).putInt(MAP + 12 + 4, -1);
      assertThat(last(all)).as("a map at %x", upper).isEmpty();
    }
  }
}
