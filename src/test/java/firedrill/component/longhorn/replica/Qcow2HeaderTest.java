package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images made by hand, byte by byte after QEMU's docs/interop/qcow2.txt, in clusters of 512 B. */
@DisplayName("a qcow2 image is read as its format says, or refused for what it is")
class Qcow2HeaderTest {
  private static final int CLUSTER = 512;
  private static final int TABLE = CLUSTER / 8 * CLUSTER;

  /** Three tables of 64 clusters, and a last cluster that is not whole. */
  private static final int SIZE = 2 * TABLE + 5 * CLUSTER + 100;

  private static final long COMPRESSED = 1L << 62;

  @TempDir Path folder;

  private final ByteBuffer image = ByteBuffer.allocate(64 * CLUSTER);
  private int free = 4;

  /** Cluster 1 holds the first level; 2 and 3 the tables of the first and the third. */
  private void header(int version) {
    image.putInt(0, 0x514649fb).putInt(4, version).putInt(20, 9).putLong(24, SIZE);
    image.putInt(36, 3).putLong(40, CLUSTER);
    image.putLong(CLUSTER, 2 * CLUSTER | 1L << 63).putLong(CLUSTER + 16, 3 * CLUSTER);
  }

  private int entryAt(int cluster) {
    return (cluster < 64 ? 2 : 3) * CLUSTER + cluster % 64 * 8;
  }

  private byte[] plain(int cluster) {
    byte[] data = new byte[CLUSTER];
    new Random(cluster).nextBytes(data);
    image.put(free * CLUSTER, data).putLong(entryAt(cluster), (long) free * CLUSTER | 1L << 63);
    free++;
    return data;
  }

  /**
   * Where the packed bytes begin need be no sector; what follows them in its last one is others'.
   */
  private byte[] packed(int cluster, int offBySector) {
    byte[] data = new byte[CLUSTER];
    for (int i = 0; i < 200; i++) {
      data[i] = (byte) (i * cluster);
    }
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(data);
    deflater.finish();
    byte[] small = new byte[CLUSTER * 2];
    int length = deflater.deflate(small);
    deflater.end();
    long at = (long) free * CLUSTER + offBySector;
    image.put((int) at, small, 0, length);
    long sectors = (offBySector + length + 511) / 512 - 1L;
    image.putLong(entryAt(cluster), COMPRESSED | sectors << 61 | at);
    free += 3;
    return data;
  }

  private Qcow2 open() throws IOException {
    Path file = Files.write(folder.resolve("image.qcow2"), image.array());
    return Qcow2.open(file, FileChannel.open(file));
  }

  private static byte[] read(Qcow2 from, long offset, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    from.read(offset, into);
    return into.array();
  }

  private void refused(String why) throws IOException {
    Path file = Files.write(folder.resolve("image.qcow2"), image.array());
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> Qcow2.open(file, channel))
          .isInstanceOfSatisfying(
              ReplicaException.class, e -> assertThat(e.problem()).isEqualTo(Problem.BACKING_IMAGE))
          .hasMessageContaining("the backing image " + why);
    }
  }

  @Test
  @DisplayName("clusters side by side are one extent; holes, absent tables and the end are seen")
  void extents() throws IOException {
    header(3);
    for (int cluster : new int[] {1, 2, 4, 63, 128, 133}) {
      plain(cluster);
    }
    try (Qcow2 made = open()) {
      assertThat(made.size()).isEqualTo(SIZE);
      assertThat(made.from(0))
          .containsExactly(
              new Extent(CLUSTER, 2 * CLUSTER),
              new Extent(4 * CLUSTER, CLUSTER),
              new Extent(63 * CLUSTER, CLUSTER),
              new Extent(128 * CLUSTER, CLUSTER),
              new Extent(133 * CLUSTER, 100));
      assertThat(made.from(2 * CLUSTER + 17).get(0)).isEqualTo(new Extent(1024, 512));
      assertThat(made.from(64 * CLUSTER).get(0).offset()).isEqualTo(128L * CLUSTER);
      assertThat(made.from(SIZE + CLUSTER)).isEmpty();
    }
  }

  @Test
  @DisplayName("what is read is what lies there, over the edges of clusters and tables")
  void content() throws IOException {
    header(3);
    byte[] all = new byte[SIZE + CLUSTER];
    for (int cluster : new int[] {0, 1, 62, 63, 128, 129, 133}) {
      byte[] data = cluster % 2 == 1 ? packed(cluster, cluster % 5 * 7) : plain(cluster);
      System.arraycopy(data, 0, all, cluster * CLUSTER, CLUSTER);
    }
    try (Qcow2 made = open()) {
      assertThat(read(made, 0, SIZE)).isEqualTo(Arrays.copyOf(all, SIZE));
      for (int[] part : new int[][] {{500, 24}, {511, 2}, {700, 1}, {62 * 512 + 9, 3000}, {1, 1}}) {
        assertThat(read(made, part[0], part[1]))
            .isEqualTo(Arrays.copyOfRange(all, part[0], part[0] + part[1]));
      }
      // The cluster that was unpacked last is not taken for another one.
      assertThat(read(made, 129 * CLUSTER + 3, 10))
          .isEqualTo(Arrays.copyOfRange(all, 129 * CLUSTER + 3, 129 * CLUSTER + 13));
      assertThat(read(made, CLUSTER + 3, 10))
          .isEqualTo(Arrays.copyOfRange(all, CLUSTER + 3, CLUSTER + 13));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, true", "2, false"})
  @DisplayName("from version 3 on the lowest bit of an entry says zeros")
  void zeros(int version, boolean zero) throws IOException {
    header(version);
    byte[] data = plain(0);
    image.putLong(entryAt(0), image.getLong(entryAt(0)) | 1);
    // Of version 2 these bytes are the first cluster's own affair.
    image.putLong(72, version == 2 ? -1 : 1);
    try (Qcow2 made = open()) {
      assertThat(made.from(0)).hasSize(zero ? 0 : 1);
      assertThat(read(made, 0, CLUSTER)).isEqualTo(zero ? new byte[CLUSTER] : data);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 1, is of qcow version 1",
    "4, 4, is of qcow version 4",
    "12, 9, has a backing file of its own",
    "16, 9, has a backing file of its own",
    "20, 8, has clusters of 2^8 B",
    "20, 22, has clusters of 2^22 B",
    "28, 0, has a size of 0 B",
    "24, -1, has a size of -",
    "32, 1, is encrypted",
    "36, -1, has a size of",
    "36, 1, has a size of",
    "36, 4194305, has a size of",
    "44, 32745, is cut off: 24 B are wanted at 32745",
    "40, -1, is cut off: 24 B are wanted at -",
    "76, 2, uses features that are not known here",
    "72, 1, uses features that are not known here"
  })
  @DisplayName("what is not understood is refused by name")
  void refusals(int at, int value, String why) throws IOException {
    header(3);
    image.putInt(at, value);
    refused(why);
  }

  @ParameterizedTest
  @CsvSource({"76, 1", "76, 0", "20, 21", "36, 2", "44, 32744"})
  @DisplayName("what is on the edge of it is not")
  void edges(int at, int value) throws IOException {
    header(3);
    image.putInt(at, value);
    if (at == 20) {
      image.putInt(28, 1).putInt(36, 0);
    }
    try (Qcow2 made = open()) {
      assertThat(made.size()).isPositive();
    }
  }

  @Test
  @DisplayName("a compressed cluster beyond the end, or broken, or cut off is named")
  void broken() throws IOException {
    header(3);
    packed(1, 0);
    long good = image.getLong(entryAt(1));
    for (long[] bad : new long[][] {{COMPRESSED | 64L * CLUSTER, 0}, {COMPRESSED | 99999, 0}}) {
      image.putLong(entryAt(1), bad[0]);
      try (Qcow2 made = open()) {
        assertThatThrownBy(() -> read(made, CLUSTER, 1))
            .hasMessageContaining("has a compressed cluster beyond its end");
      }
    }
    image.putLong(entryAt(1), good).put(4 * CLUSTER, new byte[] {-1, -1, -1, -1});
    try (Qcow2 made = open()) {
      assertThatThrownBy(() -> read(made, CLUSTER, 1))
          .hasMessageContaining("has a broken compressed cluster");
    }
  }

  @Test
  @DisplayName("a closed image gives its file back")
  void closed() throws IOException {
    header(3);
    Path file = Files.write(folder.resolve("image.qcow2"), image.array());
    FileChannel channel = FileChannel.open(file);
    Qcow2.open(file, channel).close();
    assertThat(channel.isOpen()).isFalse();
  }
}
