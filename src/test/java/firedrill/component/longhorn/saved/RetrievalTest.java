package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.replica.ContentKind;
import firedrill.component.longhorn.replica.MadeContent;
import firedrill.component.longhorn.replica.MadeReplica;
import firedrill.component.longhorn.replica.ReplicaDirectory;
import firedrill.sandbox.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetrievalTest {
  private static final String FILE = "/longhorn-resources.json";
  private static final int BYTES = 8 << 20;
  private static final int STRIPE = 16 * MadeReplica.BLOCK;

  private static final SavedResources SAVED =
      new SavedResources(
          "firedrill/longhorn-resources/1",
          "2026-11-21T01:02:03Z",
          List.of(),
          List.of(),
          List.of(),
          "v1.12.1");

  @TempDir Path folder;
  private Path volume;
  private Path image;

  @BeforeEach
  void begin() throws IOException {
    volume = Files.createDirectories(folder.resolve("volume"));
    image = folder.resolve("made.img");
  }

  /** The volume's file system, with this as the file. */
  private void formatted(byte[] file) throws Exception {
    Files.write(volume.resolve("longhorn-resources.json"), file);
    formatted();
  }

  private void formatted() throws Exception {
    MadeReplica.run(
        Programs.path("mkfs.ext4"),
        "-q",
        "-b",
        "4096",
        "-d",
        volume.toString(),
        image.toString(),
        BYTES / 1024 + "k");
  }

  /** A replica with that content, its stripes by turns under the snapshot and in the head. */
  private Path replica() throws IOException {
    byte[] content = Files.readAllBytes(image);
    byte[] old = new byte[STRIPE];
    Arrays.fill(old, (byte) 7);
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-b-0a1b2c3d"), BYTES);
    replica.layer("volume-snap-one.img", BYTES);
    for (int at = 0; at < BYTES; at += 2 * STRIPE) {
      replica.write(at, Arrays.copyOfRange(content, at, at + STRIPE));
      replica.write(at + STRIPE, old);
    }
    replica.layer("volume-head-001.img", BYTES);
    for (int at = STRIPE; at < BYTES; at += 2 * STRIPE) {
      replica.write(at, Arrays.copyOfRange(content, at, at + STRIPE));
    }
    return replica.finish().directory();
  }

  private Path retrieve(Path into) throws IOException {
    return Retrieval.from(
        ReplicaDirectory.at(replica()).chain(), FILE, Files.createDirectories(into));
  }

  private void refused(String why) {
    assertThatThrownBy(() -> retrieve(folder.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("Try another replica of the backup volume, or a copy of the file")
        .hasMessageNotContaining("\n");
  }

  @Test
  void the_file_comes_out_of_a_replica_as_it_was_saved() throws Exception {
    formatted(SAVED.bytes());
    Path file = retrieve(folder.resolve("a \"quoted\" place"));
    assertThat(file).hasBinaryContent(SAVED.bytes());
    assertThat(SavedResources.read(file)).isEqualTo(SAVED);
  }

  @Test
  void what_a_power_cut_left_of_the_file_system_is_repaired_in_the_image() throws Exception {
    formatted(SAVED.bytes());
    MadeReplica.run(
        Programs.path("debugfs"),
        "-w",
        "-R",
        "set_super_value free_blocks_count 1",
        image.toString());
    assertThat(retrieve(folder.resolve("out"))).hasBinaryContent(SAVED.bytes());
  }

  @Test
  void a_file_that_was_never_saved_is_told() throws Exception {
    formatted();
    refused("cannot take " + FILE + " out of");
    assertThat(folder.resolve("out/longhorn-resources.json")).doesNotExist();
  }

  @Test
  void a_file_cut_short_is_told_and_not_restored_from() throws Exception {
    formatted(Arrays.copyOf(SAVED.bytes(), SAVED.bytes().length / 2));
    refused("does not hold saved Longhorn resources: Unexpected end-of-input");
  }

  @Test
  void another_file_of_that_name_is_told() throws Exception {
    formatted("kind: List\n".getBytes(StandardCharsets.UTF_8));
    refused("does not hold saved Longhorn resources");
  }

  @Test
  void a_volume_that_is_no_file_system_is_told() throws Exception {
    byte[] blocks = new byte[BYTES];
    Arrays.fill(blocks, (byte) 3);
    Files.write(image, blocks);
    refused("holds no sound ext4 file system: ");
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentKind.class,
      names = {"EXT3", "EXT4"},
      mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("a backup volume that holds something else than ext4 is called what it is")
  void otherContent(ContentKind kind) throws Exception {
    Files.write(image, Arrays.copyOf(MadeContent.of(kind), BYTES));
    refused("it holds " + kind.text() + "; merge it into an image, open that with its own tools");
    assertThat(folder.resolve("out/pvc-b-0a1b2c3d.img")).as("nothing is merged").doesNotExist();
  }

  @Test
  void an_image_that_is_there_already_is_left_alone() throws Exception {
    formatted(SAVED.bytes());
    Path out = Files.createDirectories(folder.resolve("out"));
    Path precious = Files.writeString(out.resolve("pvc-b-0a1b2c3d.img"), "precious");
    assertThatThrownBy(() -> retrieve(out)).hasMessageContaining("not begun by a merge");
    assertThat(precious).hasContent("precious");
  }
}
