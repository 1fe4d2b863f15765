package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first bytes just still tell, and what they do not: ends, sizes, empty tables. */
class ContentKindEdgesTest {
  private static final long MOST = Long.MAX_VALUE;

  private static ByteBuffer magic(int size, int at, String text) {
    byte[] data = new byte[size];
    byte[] magic = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, data, at, Math.min(magic.length, size - at));
    return ByteBuffer.wrap(data);
  }

  private static ByteBuffer little(byte[] data) {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** With one partition in its first entry. */
  private static byte[] table() {
    return Arrays.copyOf(MadeContent.of(ContentKind.PARTITIONED), 512);
  }

  @Test
  @DisplayName("a sign that ends where the data end is one, a sign that is cut off is none")
  void magicAtTheEnd() {
    assertThat(ContentKind.of(magic(4, 0, "XFSB"))).isEqualTo(ContentKind.XFS);
    assertThat(ContentKind.of(magic(3, 0, "XFSB"))).isEqualTo(ContentKind.UNKNOWN);
    assertThat(ContentKind.of(magic(520, 512, "LABELONE"))).isEqualTo(ContentKind.LVM);
    assertThat(ContentKind.of(magic(519, 512, "LABELONE"))).isEqualTo(ContentKind.UNKNOWN);
    assertThat(ContentKind.of(magic(520, 512, "EFI PART"))).isEqualTo(ContentKind.PARTITIONED);
    assertThat(ContentKind.of(magic(4096, 4086, "SWAPSPACE2"))).isEqualTo(ContentKind.SWAP);
    assertThat(ContentKind.of(magic(0x10048, 0x10040, "_BHRfS_M"))).isEqualTo(ContentKind.BTRFS);
    byte[] ext = Arrays.copyOf(MadeContent.of(ContentKind.EXT3), 2048);
    assertThat(ContentKind.of(ByteBuffer.wrap(ext))).isEqualTo(ContentKind.EXT3);
    assertThat(ContentKind.of(ByteBuffer.wrap(ext, 0, 2047))).isEqualTo(ContentKind.UNKNOWN);
  }

  @Test
  @DisplayName("one sector alone may be a partition table; less is none")
  void oneSector() {
    assertThat(ContentKind.of(ByteBuffer.wrap(table()))).isEqualTo(ContentKind.PARTITIONED);
    assertThat(ContentKind.of(ByteBuffer.wrap(table(), 0, 511))).isEqualTo(ContentKind.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"0, 0x81", "1, 1", "2, 0x7f", "3, 0x40"})
  @DisplayName("an entry whose flag is neither 0 nor 0x80 makes it a boot sector, and no table")
  void flags(int entry, int flag) {
    byte[] table = table();
    table[446 + 16 * entry] = (byte) 0x80;
    assertThat(ContentKind.of(ByteBuffer.wrap(table))).isEqualTo(ContentKind.PARTITIONED);
    table[446 + 16 * entry] = (byte) flag;
    assertThat(ContentKind.of(ByteBuffer.wrap(table))).isEqualTo(ContentKind.UNKNOWN);
  }

  @Test
  @DisplayName("a table without a partition's type, or its length, or its own sign, is none")
  void emptyTable() {
    for (int at : new int[] {446 + 4, 510, 511}) {
      byte[] table = table();
      table[at] = 0;
      assertThat(ContentKind.of(ByteBuffer.wrap(table)))
          .as("%d", at)
          .isEqualTo(ContentKind.UNKNOWN);
    }
    ByteBuffer none = little(table()).putInt(446 + 12, 0);
    assertThat(ContentKind.of(none)).isEqualTo(ContentKind.UNKNOWN);
  }

  @Test
  @DisplayName("an identity that ends where the data end is read; one that is cut off is none")
  void identityAtTheEnd() {
    byte[] lvm = MadeContent.of(ContentKind.LVM, 7);
    assertThat(ContentKind.identity(ByteBuffer.wrap(Arrays.copyOf(lvm, 576))))
        .contains("LVM 0007" + "00".repeat(30));
    assertThat(ContentKind.identity(ByteBuffer.wrap(Arrays.copyOf(lvm, 575)))).isEmpty();
    assertThat(ContentKind.identity(ByteBuffer.wrap(MadeContent.of(ContentKind.LVM)))).isEmpty();
  }

  private static ByteBuffer xfs(long blocks, int each) {
    ByteBuffer data = ByteBuffer.wrap(MadeContent.of(ContentKind.XFS));
    data.putInt(4, each).putLong(8, blocks);
    return data;
  }

  @Test
  @DisplayName("a length is told of blocks of 512 B to 64 KiB, and as far as 64 bits count")
  void lengths() {
    assertThat(ContentKind.length(xfs(3, 4096))).contains(12288L);
    assertThat(ContentKind.length(xfs(3, 512))).contains(1536L);
    assertThat(ContentKind.length(xfs(3, 511))).isEmpty();
    assertThat(ContentKind.length(xfs(3, 1 << 16))).contains(196608L);
    assertThat(ContentKind.length(xfs(3, (1 << 16) + 1))).isEmpty();
    assertThat(ContentKind.length(xfs(3, -1))).isEmpty();
    assertThat(ContentKind.length(xfs(0, 4096))).contains(0L);
    assertThat(ContentKind.length(xfs(-1, 4096))).isEmpty();
    assertThat(ContentKind.length(xfs(MOST / 4096, 4096))).contains(MOST / 4096 * 4096);
    assertThat(ContentKind.length(xfs(MOST / 4096 + 1, 4096))).isEmpty();
    assertThat(ContentKind.length(ByteBuffer.wrap(MadeContent.of(ContentKind.BTRFS)))).isEmpty();
  }

  /**
   * @param features incompatible ones; 0x80 is that of block numbers of 64 bits
   */
  private static ByteBuffer ext(int features, int scale, int blocks, int high) {
    byte[] data = MadeContent.of(ContentKind.EXT4);
    ByteBuffer sb = little(data);
    sb.putInt(1024 + 96, features).putInt(1024 + 0x18, scale);
    sb.putInt(1024 + 4, blocks).putInt(1024 + 0x150, high);
    return ByteBuffer.wrap(data);
  }

  @Test
  @DisplayName(
      "ext4 of 64 bits has more than 2^32 blocks; without them the upper half says nothing")
  void upperHalf() {
    assertThat(ContentKind.length(ext(0xc0, 2, 5, 1))).contains(((1L << 32) + 5) * 4096);
    assertThat(ContentKind.length(ext(0x40, 2, 5, 1))).contains(5L * 4096);
    assertThat(ContentKind.length(ext(0x02, 2, 5, 1))).as("ext3").contains(5L * 4096);
    assertThat(ContentKind.length(ext(0x40, 2, -1, 0))).contains(0xffffffffL * 4096);
  }

  @Test
  @DisplayName("ext4 has blocks of 1 to 64 KiB, and a length of no others")
  void scales() {
    assertThat(ContentKind.length(ext(0x40, 0, 5, 0))).contains(5L * 1024);
    assertThat(ContentKind.length(ext(0x40, 6, 5, 0))).contains(5L << 16);
    assertThat(ContentKind.length(ext(0x40, 7, 5, 0))).isEmpty();
    assertThat(ContentKind.length(ext(0x40, -1, 5, 0))).isEmpty();
  }

  @Test
  @DisplayName("when it was made is read of ext3 and ext4, and of no others")
  void made() {
    for (ContentKind kind : ContentKind.values()) {
      byte[] data = MadeContent.of(kind);
      if (kind != ContentKind.EXT4 && kind != ContentKind.EXT3) {
        assertThat(ContentKind.made(ByteBuffer.wrap(data))).as("%s", kind).isEmpty();
      } else {
        little(data).putInt(1024 + 0x108, (int) 4_000_000_000L);
        assertThat(ContentKind.made(ByteBuffer.wrap(data)))
            .contains(Instant.ofEpochSecond(4_000_000_000L));
      }
    }
  }
}
