package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of three blocks and a short one; what decides is in one block alone. */
class HeadsTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int TAIL = 512;
  private static final int SIZE = 3 * BLOCK + TAIL;

  @TempDir Path folder;
  private int made;

  private MadeReplica head(int size) throws IOException {
    return new MadeReplica(folder.resolve("r" + made++), size).layer("volume-head-000.img", size);
  }

  private MadeReplica head() throws IOException {
    return head(SIZE);
  }

  /** Its snapshot is the top layer until {@link #above}. */
  private MadeReplica volume(int size) throws IOException {
    return new MadeReplica(folder.resolve("r" + made++), size).layer("volume-snap-a.img", size);
  }

  private MadeReplica volume() throws IOException {
    return volume(SIZE);
  }

  private static MadeReplica above(MadeReplica replica) throws IOException {
    return replica.layer("volume-head-001.img", replica.model().length);
  }

  private static MadeReplica tail(MadeReplica replica, int value) throws IOException {
    byte[] data = new byte[TAIL];
    Arrays.fill(data, (byte) value);
    return replica.write(3 * BLOCK, data);
  }

  private static Chain chain(MadeReplica replica) throws IOException {
    replica.finish();
    return ReplicaDirectory.at(replica.directory()).accept(Problem.HOLES_LOST).chain();
  }

  private static boolean same(MadeReplica one, MadeReplica other) throws IOException {
    boolean same = Heads.same(one.top(), other.top());
    assertThat(Heads.same(other.top(), one.top())).isEqualTo(same);
    return same;
  }

  private static boolean holdsMore(MadeReplica one, MadeReplica other) throws IOException {
    return Heads.holdsMore(one.top(), other.top());
  }

  private static boolean covers(MadeReplica one, MadeReplica other) throws IOException {
    return Heads.covers(chain(one), chain(other));
  }

  /** What was written since is the head's. */
  private static boolean coversSince(MadeReplica one, MadeReplica other) throws IOException {
    Chain own = chain(one);
    return Heads.covers(own, own.layers().subList(1, 2), chain(other));
  }

  private static boolean coversHead(MadeReplica one, MadeReplica head) throws IOException {
    Chain own = chain(one);
    return Heads.covers(own, own.layers().subList(1, 2), head.top());
  }

  @Test
  @DisplayName("heads of two sizes are not the same, whatever they hold")
  void sizes() throws Exception {
    MadeReplica one = head(4 * BLOCK).fill(0, 1);
    assertThat(same(one, head(4 * BLOCK).fill(0, 1))).isTrue();
    assertThat(same(one, head(5 * BLOCK).fill(0, 1))).isFalse();
  }

  @Test
  @DisplayName("heads are the same when every block that is held is: the first, the short, a hole")
  void sameBlocks() throws Exception {
    assertThat(same(head().fill(0, 1), head().fill(0, 2))).isFalse();
    assertThat(same(head().fill(0, 1).fill(2, 1), head().fill(0, 1).fill(2, 2))).isFalse();
    assertThat(same(tail(head(), 1), tail(head(), 1))).isTrue();
    assertThat(same(tail(head(), 1), tail(head(), 2))).isFalse();
    assertThat(same(head().fill(1, 0), head().fill(1, 0))).isTrue();
    assertThat(same(head().fill(1, 0), head())).as("zeros, and a hole").isFalse();
  }

  @Test
  @DisplayName("a difference beyond the first MiB of a run is seen")
  void longRun() throws Exception {
    int blocks = 300;
    byte[] data = new byte[blocks * BLOCK];
    Arrays.fill(data, (byte) 1);
    MadeReplica one = head(blocks * BLOCK).write(0, data);
    MadeReplica other = head(blocks * BLOCK).write(0, data);
    assertThat(same(one, other)).isTrue();
    other.fill(blocks - 1, 2);
    assertThat(same(one, other)).isFalse();
  }

  @Test
  @DisplayName("a head holds more when it has data where the other one has a hole, in any block")
  void more() throws Exception {
    for (int block = 0; block < 3; block++) {
      assertThat(holdsMore(head().fill(block, 1), head())).as("block %d", block).isTrue();
    }
    assertThat(holdsMore(head().fill(0, 0).fill(2, 1), head())).as("zeros first").isTrue();
    assertThat(holdsMore(tail(head(), 1), head())).as("the short one").isTrue();
    MadeReplica last = head().write(SIZE - 1, new byte[] {1});
    assertThat(holdsMore(last, head())).as("its last byte").isTrue();
  }

  @Test
  @DisplayName("zeros, and other data in the same block, are not more")
  void notMore() throws Exception {
    assertThat(holdsMore(tail(head().fill(0, 0).fill(2, 0), 0), head())).isFalse();
    assertThat(holdsMore(head().fill(1, 1), head().fill(1, 2))).isFalse();
    assertThat(holdsMore(head().fill(1, 1), head().fill(0, 1).fill(1, 0))).isFalse();
  }

  @Test
  @DisplayName("of a head that cannot be opened it is not known that it holds more")
  void unreadable() throws Exception {
    Path one = head().fill(0, 1).top();
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);
    assertThat(Heads.holdsMore(link, head().top())).isFalse();
    assertThat(Heads.holdsMore(one, folder.resolve("none"))).isFalse();
  }

  @Test
  @DisplayName("a head covers differences in its own blocks, not those in a snapshot")
  void coversOwn() throws Exception {
    MadeReplica one = above(volume().fill(0, 1)).fill(1, 5).fill(2, 5);
    assertThat(covers(one, above(volume().fill(0, 1)).fill(1, 5).fill(2, 5))).isTrue();
    assertThat(covers(one, above(volume().fill(0, 1)).fill(1, 6).fill(2, 5))).isTrue();
    assertThat(covers(one, above(volume().fill(0, 1)).fill(1, 5).fill(2, 6))).isTrue();
    assertThat(covers(one, above(volume().fill(0, 1)))).as("only this one wrote").isTrue();
    assertThat(covers(one, above(volume().fill(0, 2)).fill(1, 5).fill(2, 5))).isFalse();
  }

  @Test
  @DisplayName("a difference in the second block of a piece counts for that block's owner")
  void secondBlock() throws Exception {
    MadeReplica one = above(volume().fill(1, 1).fill(2, 1)).fill(0, 5);
    assertThat(covers(one, above(volume().fill(1, 1).fill(2, 2)).fill(0, 5))).isFalse();
    assertThat(covers(one, above(volume().fill(1, 1).fill(2, 1)).fill(0, 6))).isTrue();
    MadeReplica apart = above(volume().fill(0, 1)).fill(2, 5);
    assertThat(covers(apart, above(volume().fill(0, 2)).fill(2, 5))).as("one of two").isFalse();
  }

  @Test
  @DisplayName("the short block at a volume's end is compared as far as it goes")
  void shortBlock() throws Exception {
    MadeReplica own = tail(above(volume()).fill(2, 5), 5);
    assertThat(covers(own, tail(above(volume()).fill(2, 5), 6))).isTrue();
    MadeReplica below = above(tail(volume().fill(2, 5), 5));
    assertThat(covers(below, above(tail(volume().fill(2, 5), 5)))).isTrue();
    assertThat(covers(below, above(tail(volume().fill(2, 5), 6)))).isFalse();
  }

  @Test
  @DisplayName("data of the other one where this one reads zeros is not covered")
  void zerosHere() throws Exception {
    MadeReplica one = above(volume()).fill(1, 5);
    assertThat(covers(one, above(volume()).fill(1, 5).fill(2, 5))).isFalse();
    assertThat(covers(one, above(volume()).fill(0, 5).fill(1, 5))).isFalse();
    assertThat(covers(one, tail(above(volume()).fill(1, 5), 5))).isFalse();
    // Blocks 0 and 2 are two pieces, and only the first of them is missing here.
    MadeReplica last = above(volume()).fill(2, 5);
    assertThat(covers(last, above(volume()).fill(0, 5).fill(2, 5))).isFalse();
  }

  @Test
  @DisplayName("a difference was written over since where a newer layer holds data or zeros")
  void heldSince() throws Exception {
    MadeReplica one = above(volume().fill(0, 1).fill(1, 1)).fill(2, 0);
    assertThat(coversSince(one, above(volume().fill(0, 1).fill(1, 1)))).isTrue();
    assertThat(coversSince(one, above(volume().fill(0, 1).fill(1, 1)).fill(2, 9))).isTrue();
    assertThat(coversSince(one, above(volume().fill(0, 1)))).as("only here").isFalse();
    MadeReplica more = tail(above(volume().fill(0, 1).fill(1, 1)), 9);
    assertThat(coversSince(one, more)).as("only there").isFalse();
    MadeReplica other = above(volume().fill(0, 2).fill(1, 1)).fill(2, 9);
    assertThat(coversSince(one, other)).as("the first block of two").isFalse();
  }

  @Test
  @DisplayName("one difference that is not held is enough, whatever the pieces after it are")
  void firstOfTwoPieces() throws Exception {
    MadeReplica one = above(volume().fill(0, 1).fill(2, 1));
    assertThat(coversSince(one, above(volume().fill(0, 2).fill(2, 1)))).isFalse();
    MadeReplica without = above(volume().fill(2, 1));
    assertThat(coversSince(without, above(volume().fill(0, 2).fill(2, 1)))).isFalse();
  }

  @Test
  @DisplayName("in the second block of a piece it is that block that must be held")
  void secondBlockHeld() throws Exception {
    MadeReplica one = above(volume().fill(0, 1)).fill(1, 5).fill(2, 5);
    assertThat(coversSince(one, above(volume().fill(0, 1)).fill(1, 5).fill(2, 6))).isTrue();
    MadeReplica not = above(volume().fill(1, 1).fill(2, 1)).fill(0, 5);
    assertThat(coversSince(not, above(volume().fill(1, 1).fill(2, 2)).fill(0, 5))).isFalse();
    MadeReplica end = above(tail(volume().fill(2, 1), 1));
    assertThat(coversSince(end, above(tail(volume().fill(2, 1), 1)))).isTrue();
    assertThat(coversSince(end, above(tail(volume().fill(2, 1), 2)))).isFalse();
  }

  @Test
  @DisplayName("of volumes of two sizes what both have is compared, to the byte")
  void twoSizes() throws Exception {
    int less = BLOCK + TAIL;
    MadeReplica small = above(volume(less).write(BLOCK, new byte[] {1}));
    MadeReplica longer = above(volume().write(BLOCK, new byte[] {1}).fill(2, 9));
    assertThat(coversSince(longer, small)).isTrue();
    assertThat(coversSince(small, longer)).isTrue();
    byte[] begin = new byte[TAIL + 1];
    begin[0] = 1;
    begin[TAIL] = 9;
    MadeReplica beyond = above(volume().write(BLOCK, begin));
    assertThat(coversSince(beyond, small)).as("beyond its end").isTrue();
    begin[TAIL - 1] = 9;
    MadeReplica within = above(volume().write(BLOCK, begin));
    assertThat(coversSince(within, small)).as("its last byte").isFalse();
    assertThat(coversSince(small, within)).isFalse();
    MadeReplica apart = above(volume().write(BLOCK, new byte[] {1}).fill(2, 9));
    MadeReplica whole = above(volume(2 * BLOCK).write(BLOCK, new byte[] {1}));
    assertThat(coversSince(tail(apart, 3), whole)).as("another piece beyond it").isTrue();
  }

  @Test
  @DisplayName("a head alone is covered block by block: the same, or written over since")
  void headAlone() throws Exception {
    MadeReplica one = above(volume().fill(0, 1).fill(2, 1)).fill(1, 0);
    assertThat(coversHead(one, head())).isTrue();
    assertThat(coversHead(one, head().fill(0, 1))).isTrue();
    assertThat(coversHead(one, head().fill(0, 2))).isFalse();
    assertThat(coversHead(one, head().fill(1, 2))).as("written over").isTrue();
    assertThat(coversHead(one, head().fill(2, 1))).isTrue();
    assertThat(coversHead(one, head().fill(2, 2))).isFalse();
    assertThat(coversHead(one, head().fill(0, 1).fill(2, 2))).as("one of two").isFalse();
    assertThat(coversHead(one, head().fill(2, 0))).as("zeros over data").isFalse();
    assertThat(coversHead(one, tail(head(), 0))).as("zeros over nothing").isTrue();
  }

  @Test
  @DisplayName("a head is looked at up to its own end and the volume's")
  void headsEnd() throws Exception {
    MadeReplica one = above(tail(volume().fill(0, 1), 1));
    assertThat(coversHead(one, tail(head(), 1))).isTrue();
    assertThat(coversHead(one, tail(head(), 2))).isFalse();
    assertThat(coversHead(one, head(6 * BLOCK).fill(4, 2))).as("not looked at").isTrue();
    assertThat(coversHead(one, head(6 * BLOCK).fill(0, 2).fill(4, 2))).isFalse();
    MadeReplica even = above(volume(2 * BLOCK).fill(0, 1));
    assertThat(coversHead(even, head(4 * BLOCK).fill(2, 2))).as("just behind its end").isTrue();
  }
}
