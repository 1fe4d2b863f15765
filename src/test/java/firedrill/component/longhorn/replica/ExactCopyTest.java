package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that reads as its original, block by block, hole by hole. */
class ExactCopyTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  /** Its data are more than is copied at once, and no multiple of it. */
  private static final int SIZE = 900 * BLOCK + 512;

  private static final int FIRST = 3;
  private static final String HEAD = "volume-head-000.img";

  @TempDir Path folder;
  private MadeReplica replica;
  private Path copy;

  @BeforeEach
  void make() throws IOException {
    byte[] data = new byte[600 * BLOCK];
    new Random(3).nextBytes(data);
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(HEAD, SIZE).write(FIRST * BLOCK, data).fill(800, 0).finish();
    copy = folder.resolve("copy");
  }

  @Test
  void data_and_blocks_of_zeros_are_where_they_were_and_holes_stay_holes() throws Exception {
    ExactCopy.file(replica.top(), copy);
    assertThat(copy).hasSameBinaryContentAs(replica.top());
    assertThat(Heads.same(replica.top(), copy)).isTrue();
    try (Fd one = Fd.open(replica.top());
        Fd other = Fd.open(copy)) {
      assertThat(other.stat().allocated()).isEqualTo(one.stat().allocated());
      assertThat(other.stat().modified()).isEqualTo(one.stat().modified());
    }
  }

  @Test
  void a_file_that_ends_in_data_or_is_all_hole_or_empty_is_as_long_as_it_was() throws Exception {
    for (int size : new int[] {0, 512, 3 * BLOCK}) {
      Path from = Files.write(folder.resolve("from"), new byte[size]);
      ExactCopy.file(from, copy);
      assertThat(copy).hasSize(size);
      assertThat(Heads.same(from, copy)).isTrue();
      Files.delete(copy);
    }
  }

  @Test
  void who_may_do_what_with_it_stays() throws Exception {
    Path directory = replica.directory();
    Files.setPosixFilePermissions(replica.top(), PosixFilePermissions.fromString("r--r-----"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    ExactCopy.directory(directory, copy);
    assertThat(mode(copy)).isEqualTo("rwx------");
    assertThat(mode(copy.resolve(HEAD))).isEqualTo("r--r-----");
    assertThat(copy.toFile().list()).containsExactlyInAnyOrder(directory.toFile().list());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void nothing_is_written_over() throws Exception {
    Files.writeString(copy, "precious");
    assertThatThrownBy(() -> ExactCopy.file(replica.top(), copy))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> ExactCopy.directory(replica.directory(), copy))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(copy).hasContent("precious");
  }

  @Test
  void a_chain_is_an_exact_copy_when_each_of_its_layers_is() throws Exception {
    replica = new MadeReplica(folder.resolve("pvc-d-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1);
    replica.layer("volume-head-001.img", SIZE).fill(2, 2).finish();
    assertThat(ExactCopy.made(replica.chain())).isFalse();
    ExactCopy.directory(replica.directory(), copy);
    Chain chain = ReplicaDirectory.at(copy).chain();
    assertThat(ExactCopy.made(chain)).isTrue();
    Layer own = replica.chain().head();
    assertThat(ExactCopy.made(chain.of(List.of(chain.layers().get(0), own)))).isFalse();
  }
}
