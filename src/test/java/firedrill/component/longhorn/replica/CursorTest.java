package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ranges come in batches; what goes over them, and cuts data at zeros, misses none. */
class CursorTest {
  private static final int BLOCK = VolumeMeta.BLOCK;

  /** As many ranges at once as a file system gives. */
  private record Ranges(long size, int atOnce, List<Extent> all) implements LayerSource {
    @Override
    public List<Extent> from(long offset) {
      return all.stream().filter(e -> e.end() > offset).limit(atOnce).toList();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static Extent range(long offset, long length) {
    return new Extent(offset, length);
  }

  private static List<Extent> walked(LayerSource source, long from) throws IOException {
    Cursor cursor = new Cursor(source, from);
    List<Extent> seen = new ArrayList<>();
    for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
      assertThat(cursor.peek()).as("the same until it is dropped").isEqualTo(e);
      seen.add(e);
      cursor.drop();
    }
    assertThat(cursor.peek()).as("after the last").isNull();
    return seen;
  }

  @Test
  @DisplayName("all ranges are met once, in their order, however many are given at once")
  void all() throws Exception {
    List<Extent> ranges = List.of(range(0, 10), range(20, 5), range(25, 5), range(90, 20));
    for (int atOnce = 1; atOnce <= 5; atOnce++) {
      assertThat(walked(new Ranges(100, atOnce, ranges), 0)).isEqualTo(ranges);
      assertThat(walked(new Ranges(100, atOnce, ranges), 10)).isEqualTo(ranges.subList(1, 4));
      assertThat(walked(new Ranges(100, atOnce, ranges), 9)).isEqualTo(ranges);
      assertThat(walked(new Ranges(100, atOnce, ranges), 110)).isEmpty();
    }
    assertThat(walked(new Ranges(100, 2, List.of()), 0)).isEmpty();
  }

  @Test
  @DisplayName("a range that begins at the layer's end or beyond, as after a cut, is none of it")
  void beyondTheEnd() throws Exception {
    List<Extent> ranges = List.of(range(0, 10), range(99, 10), range(120, 5));
    assertThat(walked(new Ranges(100, 3, ranges), 0)).isEqualTo(ranges.subList(0, 2));
    assertThat(walked(new Ranges(99, 3, ranges), 0)).isEqualTo(ranges.subList(0, 1));
    assertThat(walked(new Ranges(99, 1, ranges), 0)).isEqualTo(ranges.subList(0, 1));
  }

  @Test
  @DisplayName("a file system that gives the same ranges again ends it with an error")
  void doesNotAdvance() {
    LayerSource stuck =
        new LayerSource() {
          @Override
          public long size() {
            return 100;
          }

          @Override
          public List<Extent> from(long offset) {
            return List.of(range(0, 10));
          }

          @Override
          public void read(long offset, ByteBuffer into) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
    assertThatThrownBy(() -> walked(stuck, 0)).hasMessage("ranges do not advance beyond 10");
  }

  private static List<String> pieces(long offset, byte[] data) throws IOException {
    List<String> pieces = new ArrayList<>();
    Blocks.nonZero(
        offset, ByteBuffer.wrap(data), (at, piece) -> pieces.add(at + "+" + piece.remaining()));
    return pieces;
  }

  @Test
  @DisplayName("data are cut at blocks of zeros; the short block at the end counts as one")
  void cutAtZeros() throws Exception {
    byte[] data = new byte[4 * BLOCK + 100];
    assertThat(pieces(0, data)).isEmpty();
    data[4 * BLOCK + 99] = 1;
    assertThat(pieces(8L * BLOCK, data)).containsExactly(12 * BLOCK + "+100");
    data[BLOCK] = 1;
    data[3 * BLOCK - 1] = 1;
    assertThat(pieces(0, data)).containsExactly(BLOCK + "+" + 2 * BLOCK, 4 * BLOCK + "+100");
    data[3 * BLOCK + 1] = 1;
    assertThat(pieces(0, data)).containsExactly(BLOCK + "+" + (3 * BLOCK + 100));
    data[0] = 1;
    data[4 * BLOCK + 99] = 0;
    assertThat(pieces(0, data)).containsExactly("0+" + 4 * BLOCK);
  }

  @Test
  @DisplayName("zeros are looked for in the bytes that are meant, each of them and no other")
  void zeros() {
    ByteBuffer data = ByteBuffer.allocate(40);
    List<String> wrong = new ArrayList<>();
    for (int from = 0; from < 20; from++) {
      for (int to = from; to <= 40; to++) {
        for (int at = 0; at < 40; at++) {
          data.put(at, (byte) 1);
          if (Blocks.isZero(data, from, to) != (at < from || at >= to)) {
            wrong.add(from + " to " + to + ", 1 at " + at);
          }
          data.put(at, (byte) 0);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  @DisplayName("blocks that cannot be read are told as ranges, of which 64 are named")
  void badBlocks() {
    List<Long> bad = List.of(0L, (long) BLOCK, 3L * BLOCK);
    assertThat(Probe.text("x.img", bad))
        .isEqualTo(
            "x.img: 3 blocks of 4096 B cannot be read and are taken for zeros, at 0 to 8191, 12288"
                + " to 16383");
    List<Long> many = new ArrayList<>();
    for (long i = 0; i < 64; i++) {
      many.add(2 * i * BLOCK);
    }
    String last = 126 * BLOCK + " to " + (127 * BLOCK - 1);
    assertThat(Probe.text("x.img", many)).endsWith(", " + last);
    many.add(200L * BLOCK);
    assertThat(Probe.text("x.img", many)).endsWith(", " + last + " and so on");
  }

  @Test
  @DisplayName("a hash is of offsets, blocks that are not zeros, and the size, however they come")
  void hashes() throws Exception {
    byte[] data = new byte[3 * BLOCK];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i % 251 + 1);
    }
    ContentHash whole = new ContentHash();
    whole.put(BLOCK, ByteBuffer.wrap(data));
    ContentHash parts = new ContentHash();
    parts.put(BLOCK, ByteBuffer.wrap(data, 0, BLOCK));
    parts.put(2L * BLOCK, ByteBuffer.wrap(data, BLOCK, 2 * BLOCK));
    assertThat(whole.bytes()).isEqualTo(3L * BLOCK).isEqualTo(parts.bytes());
    String hash = whole.hex(10L * BLOCK);
    assertThat(parts.hex(10L * BLOCK)).isEqualTo(hash);
    ByteBuffer all = ByteBuffer.allocate(3 * (8 + BLOCK) + 8);
    for (int block = 0; block < 3; block++) {
      all.putLong((block + 1L) * BLOCK).put(data, block * BLOCK, BLOCK);
    }
    all.putLong(10L * BLOCK);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.array())))
        .isEqualTo(hash);
    ContentHash elsewhere = new ContentHash();
    elsewhere.put(0, ByteBuffer.wrap(data));
    assertThat(elsewhere.hex(10L * BLOCK)).isNotEqualTo(hash);
    ContentHash larger = new ContentHash();
    larger.put(BLOCK, ByteBuffer.wrap(data));
    assertThat(larger.hex(11L * BLOCK)).isNotEqualTo(hash);
  }
}
