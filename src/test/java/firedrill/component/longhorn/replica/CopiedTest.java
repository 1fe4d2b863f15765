package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of layers, some of which have lost the difference between holes and zeros. */
class CopiedTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 256 * BLOCK;

  @TempDir Path folder;
  private Path original;
  private Path copy;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    original = folder.resolve("vol-0a1b2c3d");
    copy = folder.resolve("vol-copied00");
    replica = new MadeReplica(original, SIZE);
    replica.layer("volume-snap-a.img", SIZE);
    for (int block = 0; block < 40; block++) {
      replica.fill(block, 7);
    }
    replica.layer("volume-head-001.img", SIZE).fill(3, 0).fill(4, 9).finish();
    // Times have a resolution of a tick or two: a copy must not be as old as the original.
    Path head = replica.top();
    Awaitility.await("the clock ticks").until(() -> tick(head));
  }

  private boolean tick(Path head) throws IOException {
    Path probe = Files.writeString(folder.resolve("tick"), "x");
    return Files.getLastModifiedTime(probe).compareTo(Files.getLastModifiedTime(head)) > 0;
  }

  private Chain chain(Path directory) throws IOException {
    return ReplicaDirectory.at(directory).chain();
  }

  private static void refusedWith(Problem problem, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ReplicaException.class,
            e -> {
              assertThat(e.problem()).as(e.getMessage()).isEqualTo(problem);
              assertThat(e).hasMessageContaining(text);
            });
  }

  @Test
  void the_original_is_not_taken_for_a_copy() throws Exception {
    assertThat(chain(original).warnings()).isEmpty();
  }

  @Test
  void cp_makes_holes_of_zeros_and_is_refused() throws Exception {
    MadeReplica.run("cp", "-a", "--sparse=always", original.toString(), copy.toString());
    refusedWith(Problem.COPIED, "tar -S", () -> chain(copy));
    Chain accepted = ReplicaDirectory.at(copy).accept(Problem.COPIED).chain();
    assertThat(accepted.warnings()).hasSize(1);
    byte[] wrong = MadeReplica.read(MergedContent.of(accepted));
    assertThat(wrong[3 * BLOCK]).as("the old block resurfaces").isEqualTo((byte) 7);
  }

  @Test
  void cp_that_fills_holes_is_refused() throws Exception {
    MadeReplica.run("cp", "-a", "--sparse=never", original.toString(), copy.toString());
    refusedWith(Problem.HOLES_LOST, "zeros where an older layer has data", () -> chain(copy));
  }

  @Test
  void tar_keeps_the_two_apart_and_is_warned_about_only() throws Exception {
    Files.createDirectory(copy);
    MadeReplica.run(
        "sh", "-c", "tar -C \"$0\" -cSf - . | tar -C \"$1\" -xf -", original + "", copy + "");
    Chain chain = chain(copy);
    assertThat(chain.warnings())
        .singleElement()
        .asString()
        .contains("blocks of zeros have survived");
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
  }

  @Test
  void an_exact_copy_is_as_good_as_the_original() throws Exception {
    ExactCopy.directory(original, copy);
    Chain chain = chain(copy);
    assertThat(chain.warnings()).isEmpty();
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
    assertThat(chain.head().modified()).isEqualTo(chain(original).head().modified());
    assertThat(chain.allocated()).isEqualTo(chain(original).allocated());
  }

  @Test
  void in_an_exact_copy_a_hole_in_a_short_last_block_stays_a_hole() throws Exception {
    int size = 2 * BLOCK + 512;
    MadeReplica odd = new MadeReplica(folder.resolve("odd-12345678"), size);
    odd.layer("volume-snap-a.img", size).write(2 * BLOCK, new byte[] {7});
    odd.layer("volume-head-001.img", size).fill(0, 9).finish();
    ExactCopy.directory(odd.directory(), copy);
    assertThat(Heads.same(odd.top(), copy.resolve("volume-head-001.img"))).isTrue();
    assertThat(MadeReplica.read(MergedContent.of(chain(copy)))).isEqualTo(odd.model());
  }

  @Test
  void one_layer_alone_may_be_copied_as_one_likes() throws Exception {
    MadeReplica flat = new MadeReplica(folder.resolve("flat-12345678"), SIZE);
    flat.layer("volume-head-000.img", SIZE).fill(1, 1).fill(2, 0).finish();
    MadeReplica.run("cp", "-a", "--sparse=always", flat.directory() + "", copy.toString());
    assertThat(chain(copy).warnings()).isEmpty();
  }

  @Test
  void a_layer_written_from_end_to_end_is_a_warning() throws Exception {
    replica.write(0, new byte[SIZE]);
    assertThat(chain(original).warnings())
        .singleElement()
        .asString()
        .contains("written all over, or copied");
  }

  @Test
  void an_exact_copy_that_was_interrupted_is_no_replica() throws Exception {
    // A copy goes by name: this one is met after all layers, and before what makes a replica.
    MadeReplica.run("mkfifo", original.resolve("volume-zz").toString());
    assertThatThrownBy(() -> ExactCopy.directory(original, copy))
        .hasMessageContaining("not a regular file");
    assertThat(copy.resolve("volume-head-001.img")).exists();
    refusedWith(Problem.NOT_A_REPLICA, "volume.meta", () -> chain(copy));
  }

  private void headMade(String time) throws IOException {
    Path meta = original.resolve("volume-head-001.img.meta");
    Files.writeString(
        meta, Files.readString(meta).replaceFirst("Created\":\"[^\"]*", "Created\":\"" + time));
  }

  @Test
  void a_head_whose_file_came_later_than_the_head_is_told_as_a_copy() throws Exception {
    assertThat(chain(original).warnings()).isEmpty();
    headMade(java.time.Instant.now().minusSeconds(50).toString());
    assertThat(chain(original).warnings()).as("clocks differ").isEmpty();
    headMade("2026-01-01T00:00:00Z");
    assertThat(chain(original).warnings())
        .singleElement()
        .asString()
        .contains("volume-head-001.img was made at 2026-01-01T00:00:00Z", "this is a copy");
    ExactCopy.directory(original, copy);
    assertThat(chain(copy).warnings()).isEmpty();
  }

  @Test
  void a_copy_without_its_times_is_doubted_when_no_block_of_zeros_is_left_in_it() throws Exception {
    headMade("2026-01-01T00:00:00Z");
    MadeReplica.run("cp", "-r", "--sparse=always", original + "", copy.toString());
    assertThat(chain(copy).doubts())
        .singleElement()
        .asString()
        .contains("this is a copy", "no block of zeros is left");
    Chain accepted = ReplicaDirectory.at(copy).accept(Problem.COPIED).chain();
    assertThat(accepted.words()).containsExactly("COPIED is accepted");
    assertThat(accepted.doubts()).isEmpty();
    assertThat(accepted.warnings()).hasSize(1);
    assertThat(chain(original).warnings())
        .singleElement()
        .asString()
        .contains("blocks of zeros have survived it");
  }
}
