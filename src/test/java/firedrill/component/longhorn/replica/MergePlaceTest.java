package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an image is made, and where none is, whatever its user meant by it. */
class MergePlaceTest {
  private static final int SIZE = 8 * MadeReplica.BLOCK;
  private static final String OF_ALL = "would lie in Longhorn's own directory, ";
  private static final String OF_ONE = "would lie in a replica's own directory, ";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = replica(folder, 1);
  }

  private static MadeReplica replica(Path among, int value) throws IOException {
    MadeReplica made = new MadeReplica(among.resolve("pvc-c-0a1b2c3" + value), SIZE);
    return made.layer("volume-head-000.img", SIZE).fill(1, value).finish();
  }

  private void merged(Path image) throws IOException {
    Merge.Result result = Merge.of(replica.chain()).into(image);
    assertThat(result).isEqualTo(new Merge.Result(image, SIZE, 0));
    assertThat(image).hasBinaryContent(replica.model());
    assertThat(Merge.journal(image)).doesNotExist();
  }

  /** Before anything is made. */
  private void refused(Path image, String why) {
    assertThatThrownBy(() -> Merge.requirePlace(image, replica.directory()))
        .hasMessageContaining(why);
    assertThatThrownBy(() -> Merge.of(replica.chain()).into(image)).hasMessageContaining(why);
    assertThat(Files.exists(Merge.journal(image), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  @Test
  void what_is_no_file_or_lies_nowhere_is_no_place() throws Exception {
    refused(Path.of("/"), "/ is no place for an image; name a file");
    refused(folder, folder + " is no place for an image; name a file");
    Path file = Files.writeString(folder.resolve("file"), "precious");
    refused(file.resolve("image"), file + " is not there, or is no directory: make it, or name");
    assertThat(file).hasContent("precious");
  }

  @Test
  void a_link_in_the_place_of_the_image_is_not_written_through() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), victim);
    refused(link, link + " is a link, which is not written through; name a file");
    Path nowhere = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    refused(nowhere, nowhere + " is a link");
    assertThat(victim).hasContent("precious");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void a_disk_of_longhorns_is_never_written_to_however_deep_the_place_lies_on_it()
      throws Exception {
    Path disk = directory("disk");
    Files.writeString(disk.resolve("longhorn-disk.cfg"), "{}");
    String why = "would lie on a disk of Longhorn's, " + disk.toRealPath() + " (longhorn-disk.cfg";
    refused(disk.resolve("image"), why);
    refused(directory("disk/a/b").resolve("image"), why);
  }

  @Test
  void the_folder_that_longhorn_keeps_replicas_in_is_never_written_to() throws Exception {
    Path all = directory("replicas");
    Path other = directory("replicas/a-folder");
    Files.writeString(all.resolve("a-file"), "");
    merged(all.resolve("image"));
    replica(all, 2);
    refused(all.resolve("image-2"), OF_ALL + all.toRealPath() + ", which is never written to");
    refused(other.resolve("image"), OF_ALL + all.toRealPath());
  }

  @Test
  void beside_a_replica_in_a_folder_of_another_name_an_image_is_made() throws Exception {
    merged(folder.resolve("image"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume.meta", "volume-head-003.img"})
  void what_may_be_a_replica_by_any_of_its_files_is_never_written_to(String left) throws Exception {
    Path other = directory("copy");
    merged(other.resolve("image"));
    Files.createFile(other.resolve(left));
    refused(other.resolve("image-2"), OF_ONE + other.toRealPath() + ", which is never written to");
    refused(directory("copy/below").resolve("image"), OF_ONE + other.toRealPath());
  }

  @Test
  void the_replica_that_is_merged_is_never_written_to_whatever_is_left_of_it() throws Exception {
    Path bare = directory("pvc-d-0a1b2c3d");
    Path link = Files.createSymbolicLink(folder.resolve("link"), bare);
    for (Path named : new Path[] {bare, link}) {
      for (Path place : new Path[] {bare, link}) {
        assertThatThrownBy(() -> Merge.requirePlace(place.resolve("image"), named))
            .hasMessageContaining(OF_ONE + bare.toRealPath());
      }
    }
    Merge.requirePlace(bare.resolve("image"), replica.directory());
  }

  @Test
  void an_image_with_a_journal_that_says_nothing_is_somebodys() throws Exception {
    Path image = Files.writeString(folder.resolve("image"), "precious");
    Files.createFile(Merge.journal(image));
    for (int turn = 0; turn < 2; turn++) {
      assertThatThrownBy(() -> Merge.of(replica.chain()).into(image))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("not begun by a merge, and left as it is; name another place");
      Files.deleteIfExists(Merge.journal(image));
    }
    assertThat(image).hasContent("precious");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "firedrill merge oF", "\0\0"})
  void a_file_by_the_journals_name_that_is_none_is_left_as_it_is(String text) throws Exception {
    Path image = folder.resolve("image");
    Files.writeString(Merge.journal(image), text);
    assertThatThrownBy(() -> Merge.of(replica.chain()).into(image))
        .hasMessageContaining(Merge.journal(image) + " is there already and is not the journal of")
        .hasMessageEndingWith("name another image");
    assertThat(Merge.journal(image)).hasContent(text);
    assertThat(image).doesNotExist();
  }

  @Test
  void a_folder_or_a_link_by_the_journals_name_is_left_as_it_is() throws Exception {
    Path image = folder.resolve("image");
    Path none = folder.resolve("none");
    Files.createDirectory(Merge.journal(image));
    for (int turn = 0; turn < 2; turn++) {
      assertThatThrownBy(() -> Merge.of(replica.chain()).into(image))
          .hasMessageContaining(Merge.journal(image) + " is there already and is no file of a");
      Files.delete(Merge.journal(image));
      Files.createSymbolicLink(Merge.journal(image), none);
    }
    assertThat(none).doesNotExist();
    assertThat(image).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fire", "firedrill merge of "})
  void a_journal_cut_off_in_its_first_words_is_any_merges(String text) throws Exception {
    Path image = folder.resolve("image");
    Files.writeString(Merge.journal(image), text);
    merged(image);
  }

  @Test
  void two_merges_to_one_image_at_once_are_not_made() throws Exception {
    Path image = folder.resolve("image");
    try (MergeJournal running = MergeJournal.open(Merge.journal(image), replica.chain(), false)) {
      assertThatThrownBy(() -> Merge.of(replica.chain()).into(image))
          .hasMessageContaining("another merge to this image is running (it has " + running(image));
      assertThat(running.position()).isZero();
    }
    merged(image);
  }

  private static String running(Path image) {
    return Merge.journal(image) + "); let it end";
  }

  @Test
  void a_place_where_another_replicas_merge_was_begun_is_said_to_be_so_at_once() throws Exception {
    MadeReplica other = replica(directory("elsewhere"), 2);
    Path image = folder.resolve("image");
    Merge.Last broken =
        merged -> {
          throw new IOException("enough");
        };
    assertThatThrownBy(() -> Merge.of(other.chain()).last(broken).into(image)).hasMessage("enough");
    assertThatThrownBy(() -> Merge.requirePlace(image, replica.directory()))
        .hasMessageContaining("a merge of " + other.directory().toRealPath() + " to this image")
        .hasMessageContaining("remove the image and " + Merge.journal(image));
    Merge.requirePlace(image, other.directory());
  }
}
