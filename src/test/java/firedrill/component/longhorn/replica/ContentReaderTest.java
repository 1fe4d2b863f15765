package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any part of a volume reads as all of it does, up to its end and over layers of other sizes. */
class ContentReaderTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 9 * BLOCK + 512;
  private static final int SHORT = 5 * BLOCK + 512;

  @TempDir Path folder;
  private Chain chain;

  @BeforeEach
  void make() throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE);
    byte[] all = new byte[SIZE];
    Arrays.fill(all, (byte) 1);
    replica.write(0, all);
    // Its last block ends in the middle of the volume's sixth.
    replica.layer("volume-snap-two.img", SHORT).fill(1, 2).write(5 * BLOCK, new byte[] {2, 2});
    replica.layer("volume-head-002.img", SIZE).fill(2, 3).fill(3, 0).write(SIZE - 1, new byte[1]);
    replica.finish();
    chain = replica.chain();
  }

  private byte[] read(int offset, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    Arrays.fill(into.array(), (byte) 99);
    try (ContentReader reader = ContentReader.open(chain)) {
      reader.read(offset, into);
    }
    assertThat(into.hasRemaining()).isFalse();
    return into.array();
  }

  @Test
  @DisplayName(
      "each block is that of the newest layer that holds it; beyond a layer's end are zeros")
  void blocks() throws Exception {
    byte[] all = read(0, SIZE);
    int[] first = {1, 2, 3, 0, 1, 2, 1, 1, 1, 0};
    for (int block = 0; block < first.length; block++) {
      assertThat(all[block * BLOCK]).as("block %d", block).isEqualTo((byte) first[block]);
    }
    assertThat(all[5 * BLOCK + 1]).isEqualTo((byte) 2);
    for (int at : new int[] {5 * BLOCK + 2, SHORT - 1, SHORT, 6 * BLOCK - 1, SIZE - 1}) {
      assertThat(all[at]).as("%d", at).isZero();
    }
    assertThat(all).isEqualTo(MadeReplica.read(MergedContent.of(chain)));
  }

  @Test
  @DisplayName("from any block on, of any length, the same bytes are read")
  void parts() throws Exception {
    byte[] all = MadeReplica.read(MergedContent.of(chain));
    for (int from = 0; from < SIZE; from += BLOCK) {
      for (int length : new int[] {0, 1, 511, 513, BLOCK - 1, BLOCK, BLOCK + 1, SIZE - from}) {
        if (from + length <= SIZE) {
          assertThat(read(from, length))
              .as("%d B at %d", length, from)
              .isEqualTo(Arrays.copyOfRange(all, from, from + length));
        }
      }
    }
  }

  @Test
  @DisplayName("what stands before the buffer's position is left as it is")
  void position() throws Exception {
    ByteBuffer into = ByteBuffer.allocate(3 * BLOCK);
    Arrays.fill(into.array(), (byte) 99);
    try (ContentReader reader = ContentReader.open(chain)) {
      reader.read(BLOCK, into.position(BLOCK).limit(2 * BLOCK));
    }
    assertThat(into.get(BLOCK - 1)).isEqualTo((byte) 99);
    assertThat(into.get(BLOCK)).isEqualTo((byte) 2);
    assertThat(into.position()).isEqualTo(2 * BLOCK);
    assertThat(into.limit(3 * BLOCK).get(2 * BLOCK)).isEqualTo((byte) 99);
  }

  @Test
  @DisplayName("what is no block's beginning, or reaches beyond the end, is not read")
  void refused() {
    for (int[] part :
        new int[][] {{-BLOCK, 1}, {1, 1}, {512, 1}, {0, SIZE + 1}, {9 * BLOCK, 513}}) {
      assertThatThrownBy(() -> read(part[0], part[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(part[1] + " B at " + part[0] + " of a volume of " + SIZE + " B");
    }
  }

  @Test
  @DisplayName("what it began with is told for each layer but the newest, oldest first")
  void beginnings() throws Exception {
    List<List<Integer>> seen = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    try (ContentReader reader = ContentReader.open(chain)) {
      reader.beginnings(
          3 * BLOCK,
          (index, data) -> {
            indexes.add(index);
            seen.add(List.of((int) data.get(0), (int) data.get(BLOCK), (int) data.get(2 * BLOCK)));
          });
    }
    assertThat(indexes).containsExactly(0, 1);
    assertThat(seen).containsExactly(List.of(1, 1, 1), List.of(1, 2, 1));
  }
}
