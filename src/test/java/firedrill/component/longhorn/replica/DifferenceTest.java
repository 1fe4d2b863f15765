package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two volumes differ: the first place and the number of blocks, whichever is asked first. */
class DifferenceTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int TAIL = 512;
  private static final int SIZE = 40 * BLOCK + TAIL;
  private static final String HEAD = "volume-head-000.img";

  @TempDir Path folder;
  private int made;

  private MadeReplica volume(int size) throws IOException {
    return new MadeReplica(folder.resolve("r" + made++), size).layer(HEAD, size);
  }

  /** One run of data. */
  private MadeReplica run(int first, int beyond, int value) throws IOException {
    return run(volume(SIZE), first, beyond, value);
  }

  private static MadeReplica run(MadeReplica replica, int first, int beyond, int value)
      throws IOException {
    for (int block = first; block < beyond; block++) {
      replica.fill(block, value);
    }
    return replica;
  }

  private static MadeReplica tail(MadeReplica replica, int value) throws IOException {
    byte[] data = new byte[TAIL];
    Arrays.fill(data, (byte) value);
    return replica.write(SIZE - TAIL, data);
  }

  private static Optional<Difference> between(MadeReplica one, MadeReplica other)
      throws IOException {
    Chain first = one.finish().chain();
    Chain second = other.finish().chain();
    Optional<Difference> difference = Difference.between(first, second);
    assertThat(Difference.between(second, first)).as("the other way round").isEqualTo(difference);
    return difference;
  }

  private static void differ(MadeReplica one, MadeReplica other, long block, long blocks)
      throws IOException {
    assertThat(between(one, other)).contains(new Difference(block * BLOCK, blocks));
  }

  @Test
  void volumes_that_read_the_same_do_not_differ_however_their_data_lie_in_layers()
      throws Exception {
    MadeReplica one = tail(run(4, 10, 1), 3).fill(20, 0);
    MadeReplica other = new MadeReplica(folder.resolve("two"), SIZE);
    run(other.layer("volume-snap-a.img", SIZE), 4, 8, 1).fill(9, 5);
    tail(run(other.layer("volume-head-001.img", SIZE), 8, 10, 1), 3);
    assertThat(between(one, other)).isEmpty();
  }

  @Test
  void blocks_that_differ_within_a_run_of_data_are_counted_and_the_first_is_told()
      throws Exception {
    differ(run(4, 10, 1), run(4, 10, 1).fill(6, 2).fill(9, 2), 6, 2);
    differ(run(4, 10, 1), run(4, 10, 2), 4, 6);
  }

  @Test
  void data_that_only_one_of_them_holds_count_as_well() throws Exception {
    differ(run(4, 10, 1), run(4, 12, 1), 10, 2);
    differ(run(4, 10, 1), run(run(4, 10, 1), 20, 23, 1), 20, 3);
    differ(volume(SIZE), run(0, 1, 1), 0, 1);
  }

  @Test
  void the_first_place_is_the_lowest_of_all_whoever_holds_data_there() throws Exception {
    differ(run(3, 4, 1).fill(1, 1), run(3, 4, 2).fill(0, 1), 0, 3);
    differ(run(3, 4, 1).fill(5, 1), run(3, 4, 2).fill(7, 1), 3, 3);
  }

  @Test
  void the_short_block_at_the_end_is_one_of_them() throws Exception {
    differ(tail(run(39, 40, 1), 1), tail(run(39, 40, 1), 2), 40, 1);
    differ(run(39, 40, 1), tail(run(39, 40, 1), 2), 40, 1);
    differ(tail(run(38, 40, 1), 1), tail(run(38, 40, 2), 1), 38, 2);
  }

  @Test
  void a_single_byte_at_the_end_of_a_block_makes_it_differ() throws Exception {
    byte[] last = new byte[BLOCK];
    last[BLOCK - 1] = 1;
    differ(run(4, 10, 1), run(4, 10, 1).write(10 * BLOCK, last), 10, 1);
  }

  @Test
  void volumes_of_two_sizes_are_not_compared() throws Exception {
    Chain one = volume(SIZE).finish().chain();
    Chain other = volume(SIZE + TAIL).finish().chain();
    assertThatThrownBy(() -> Difference.between(one, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("volumes of " + SIZE + " and " + (SIZE + TAIL) + " B are not compared");
  }
}
