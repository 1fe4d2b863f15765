package firedrill.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.injection.FileDevice;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.Merge;
import firedrill.component.longhorn.replica.Problem;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check is green on the right thing and red on a planted fault, which it names. */
class VolumeChecksTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 600 * BLOCK;

  @TempDir Path folder;
  private MadeReplica replica;
  private Path image;
  private Path tree;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-a.img", SIZE).fill(3, 3).fill(400, 4);
    replica.layer("volume-head-001.img", SIZE).fill(3, 0).fill(5, 5).finish();
    image = folder.resolve("image.raw");
    Merge.of(ReplicaDirectory.at(replica.directory()).chain()).into(image);
    tree = Files.createDirectories(folder.resolve("tree/deep")).getParent();
    Files.writeString(tree.resolve("acme.json"), "{}");
    Files.writeString(tree.resolve("deep/a"), "a");
    Files.writeString(tree.resolve("deep/b"), "b");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("deep/a"));
  }

  private CheckReport blocks() throws IOException {
    return new BlocksEqual(
            "vol",
            BlockView.of("replica", ReplicaDirectory.at(replica.directory()).chain()),
            () -> BlockView.of("image", FileDevice.open(image)))
        .run();
  }

  private void plant(long offset, int value) throws IOException {
    try (FileDevice device = FileDevice.open(image)) {
      device.write(offset, ByteBuffer.wrap(new byte[] {(byte) value}));
    }
  }

  @Test
  void equal_blocks_pass() throws Exception {
    assertThat(blocks().state()).isEqualTo(CheckReport.State.PASSED);
  }

  @Test
  void a_flipped_byte_is_named_by_its_offset() throws Exception {
    plant(400L * BLOCK + 9, 7);
    assertThat(blocks().state()).isEqualTo(CheckReport.State.FAILED);
    assertThat(blocks().culprit())
        .contains("first wrong offset " + (400L * BLOCK + 9))
        .contains("1 of 600 blocks");
  }

  @Test
  void an_old_block_that_resurfaced_is_named_by_its_offset() throws Exception {
    plant(3L * BLOCK, 3);
    assertThat(blocks().culprit()).contains("first wrong offset " + 3L * BLOCK);
  }

  @Test
  void data_where_zeros_should_be_are_named_by_their_offset() throws Exception {
    plant(SIZE - 1, 1);
    assertThat(blocks().culprit()).contains("first wrong offset " + (SIZE - 1));
  }

  @Test
  void another_size_fails() throws Exception {
    Files.write(image, new byte[BLOCK]);
    assertThat(blocks().culprit()).contains("has " + BLOCK + " B");
  }

  @Test
  void layers_copied_by_cp_are_caught_by_their_first_wrong_offset() throws Exception {
    Path copy = folder.resolve("vol-copied00");
    MadeReplica.run("cp", "-a", "--sparse=always", replica.directory() + "", copy + "");
    CheckReport result =
        new BlocksEqual(
                "vol",
                BlockView.of("replica", ReplicaDirectory.at(replica.directory()).chain()),
                BlockView.of("copy", ReplicaDirectory.at(copy).accept(Problem.COPIED).chain()))
            .run();
    assertThat(result.culprit()).contains("first wrong offset " + 3L * BLOCK);
  }

  @Test
  void a_view_that_cannot_be_read_is_no_pass() throws Exception {
    Files.delete(image);
    assertThat(blocks().state()).isEqualTo(CheckReport.State.BROKEN);
  }

  private CheckReport files(FileSums wanted) {
    return new FilesEqual("keepsakes", wanted, tree).run();
  }

  @Test
  void equal_files_pass_also_from_kept_sums() throws Exception {
    Path kept = folder.resolve("sums.json");
    FileSums.of(tree).write(kept);
    assertThat(files(FileSums.read(kept)).ok()).isTrue();
    assertThat(FileSums.read(kept).sums()).containsEntry("link", "-> deep/a").hasSize(4);
  }

  @Test
  void a_changed_file_a_missing_one_and_a_new_one_are_named() throws Exception {
    FileSums before = FileSums.of(tree);
    Files.writeString(tree.resolve("deep/b"), "B");
    assertThat(files(before).culprit()).startsWith("deep/b is another");
    Files.delete(tree.resolve("acme.json"));
    assertThat(files(before).culprit()).isEqualTo("acme.json is missing");
    assertThat(files(before).detail()).contains("2 in all");
    Files.writeString(tree.resolve("acme.json"), "{}");
    Files.writeString(tree.resolve("deep/b"), "b");
    Files.writeString(tree.resolve("zz"), "");
    assertThat(files(before).culprit()).isEqualTo("zz was not there before");
  }

  @Test
  void a_tree_that_is_not_there_is_no_pass() throws Exception {
    FileSums before = FileSums.of(tree);
    tree = folder.resolve("nowhere");
    assertThat(files(before).state()).isEqualTo(CheckReport.State.BROKEN);
  }
}
