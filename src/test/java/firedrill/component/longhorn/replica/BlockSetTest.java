package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.testing.Property;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of layers of any size. */
class BlockSetTest {
  private static final long PIECE = 1L << 20;

  @TempDir Path folder;

  @Test
  @DisplayName("it is a set of bits, across its pieces too")
  void likeBits() {
    Property.holds(
        200,
        gen -> {
          BitSet bits = new BitSet();
          BlockSet blocks = new BlockSet();
          BitSet otherBits = new BitSet();
          BlockSet other = new BlockSet();
          for (int i = 0; i < 6; i++) {
            int from = (int) (gen.of(0L, PIECE - 3, 2 * PIECE - 1, 3 * PIECE) + gen.between(0, 4));
            int to = from + (int) (long) gen.of(0L, 1L, 5L, PIECE + 2);
            (i < 3 ? bits : otherBits).set(from, to);
            (i < 3 ? blocks : other).set(from, to);
          }
          assertThat(blocks.isSame(other)).isEqualTo(bits.equals(otherBits));
          if (gen.between(0, 1) == 0) {
            bits.or(otherBits);
            blocks.or(other);
          } else {
            bits.andNot(otherBits);
            blocks.andNot(other);
          }
          long seen = 0;
          for (long at = blocks.next(0); at >= 0; at = blocks.next(at)) {
            assertThat(bits.nextSetBit((int) seen)).isEqualTo((int) at);
            assertThat(blocks.get(at)).isTrue();
            int run = blocks.run(at, 7);
            assertThat(run).isBetween(1, 7);
            assertThat(bits.nextClearBit((int) at) - at).isGreaterThanOrEqualTo(run);
            at += run;
            seen = at;
            if (seen % PIECE > 20 && seen % PIECE < PIECE - 20) {
              long end = Math.min(bits.nextClearBit((int) at), (at / PIECE + 1) * PIECE) - 7;
              at = Math.max(at, end);
              seen = at;
            }
          }
          assertThat(bits.nextSetBit((int) seen)).isEqualTo(-1);
        });
  }

  private Path head(String name, int value, long... blocks) throws IOException {
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      SparseFile.extend(channel, 10L << 40);
      for (long block : blocks) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), block * MadeReplica.BLOCK);
      }
    }
    return file;
  }

  @Test
  @DisplayName("heads with data beyond 8 TiB are compared")
  void beyondEightTebibytes() throws Exception {
    long far = (9L << 40) / MadeReplica.BLOCK;
    Path one = head("a", 1, 5, far);
    assertThat(Heads.same(one, head("b", 1, 5, far))).isTrue();
    assertThat(Heads.same(one, head("c", 2, 5, far))).isFalse();
    Path less = head("d", 1, 5);
    assertThat(Heads.same(one, less)).isFalse();
    assertThat(Heads.holdsMore(one, less)).isTrue();
    assertThat(Heads.holdsMore(less, one)).isFalse();
  }
}
