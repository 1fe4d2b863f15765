package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaDirectoryTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private MadeReplica replica;
  private Path volume;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(0, 1);
    replica.layer("volume-snap-two.img", SIZE).fill(1, 2);
    replica.layer("volume-head-002.img", SIZE).fill(2, 3).finish();
    volume = replica.directory().resolve("volume.meta");
  }

  /** And nothing in it was touched. */
  private ReplicaException refused(Problem problem) throws IOException {
    Untouched before = Untouched.now(replica.directory());
    ReplicaException refusal = replica.refused();
    assertThat(refusal.problem()).as(refusal.getMessage()).isEqualTo(problem);
    assertThat(refusal).hasMessageContaining(replica.directory().toString());
    before.still();
    return refusal;
  }

  private void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void layers_come_oldest_first_by_file_name_and_parent() throws Exception {
    assertThat(replica.chain().layers())
        .extracting(Layer::name)
        .containsExactly("volume-snap-one.img", "volume-snap-two.img", "volume-head-002.img");
    assertThat(replica.chain().volume().size()).isEqualTo(SIZE);
    assertThat(replica.chain().head().born()).isPresent();
    assertThat(replica.chain().allocated()).isEqualTo(3 * MadeReplica.BLOCK);
  }

  @Test
  void what_is_no_replica_is_said_to_be_none() throws Exception {
    assertThatThrownBy(() -> ReplicaDirectory.at(folder.resolve("nothing")).chain())
        .hasMessageContaining("is not a directory");
    Files.write(volume, new byte[0]);
    refused(Problem.NOT_A_REPLICA);
    Files.delete(volume);
    refused(Problem.NOT_A_REPLICA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Size\":65536 | \"Size\":65537",
        "\"Size\":65536 | \"Size\":0",
        "\"Size\":65536 | \"Size\":-65536",
        "\"Size\":65536 | \"Size\":9223372036854775296",
        "\"Size\":65536 | \"Size\":131072"
      })
  void sizes_that_cannot_be_are_refused(String from, String to) throws Exception {
    change(volume, from, to);
    refused(Problem.SIZE_MISMATCH);
  }

  @Test
  void metadata_cut_off_anywhere_are_refused() throws Exception {
    for (String name : List.of("volume.meta", "volume-snap-two.img.meta")) {
      Path file = replica.directory().resolve(name);
      String whole = Files.readString(file);
      for (int length = 1; length < whole.strip().length(); length++) {
        Files.writeString(file, whole.substring(0, length));
        assertThat(refused(Problem.CORRUPT_META)).hasMessageContaining(file + ": is not JSON");
      }
      Files.writeString(file, whole);
    }
    assertThat(replica.chain().layers()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Size\":65536 | \"Size\":\"65536\"",
        "\"Size\":65536 | \"Size\":65536.5",
        "\"Size\":65536 | \"Size\":18446744073709551616",
        "\"Size\":65536 | \"Size\":1e30",
        "\"Size\":65536, | ",
        "\"Dirty\":true | \"Dirty\":1",
        "\"Head\":\"volume-head-002.img\" | \"Head\":null"
      })
  void fields_of_the_wrong_kind_are_refused(String from, String to) throws Exception {
    change(volume, from, to == null ? "" : to);
    refused(Problem.CORRUPT_META);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../volume-head-002.img",
        "/etc/passwd",
        "volume-head-002.img/../../x",
        "volume-snap-one.img",
        "volume-head-2\\u0000.img",
        "VOLUME-HEAD-002.IMG"
      })
  void a_head_that_is_no_plain_name_of_one_is_refused(String name) throws Exception {
    change(volume, "\"Head\":\"volume-head-002.img\"", "\"Head\":\"" + name + "\"");
    refused(Problem.HOSTILE_NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../other-12345678/volume-snap-one.img",
        "/dev/sda",
        "volume-snap-../../../etc/passwd.img",
        "volume-head-002.img",
        "."
      })
  void a_parent_that_leads_out_is_refused(String name) throws Exception {
    replica.layerMeta("volume-head-002.img", name);
    refused(Problem.HOSTILE_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume-snap-one.img", "volume-snap-two.img"})
  void a_cycle_is_refused(String parent) throws Exception {
    replica.layerMeta("volume-snap-one.img", parent);
    assertThat(refused(Problem.CYCLE)).hasMessageContaining("volume-snap-one.img.meta");
  }

  @Test
  void a_missing_layer_is_named() throws Exception {
    Files.delete(replica.directory().resolve("volume-snap-one.img"));
    assertThat(refused(Problem.MISSING_LAYER)).hasMessageContaining("volume-snap-one.img: is not");
  }

  @Test
  void missing_metadata_of_a_layer_are_named() throws Exception {
    Files.delete(replica.directory().resolve("volume-snap-two.img.meta"));
    assertThat(refused(Problem.MISSING_LAYER)).hasMessageContaining("volume-snap-two.img.meta");
  }

  @Test
  void a_layer_that_is_a_link_is_not_followed() throws Exception {
    Path layer = replica.directory().resolve("volume-snap-one.img");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(layer, elsewhere);
    Files.createSymbolicLink(layer, elsewhere);
    assertThat(refused(Problem.UNREADABLE)).hasMessageContaining("symbolic link");
  }

  @Test
  void a_layer_that_is_a_pipe_is_refused_at_once() throws Exception {
    Path layer = replica.directory().resolve("volume-snap-one.img");
    Files.delete(layer);
    MadeReplica.run("mkfifo", layer.toString());
    assertThat(refused(Problem.UNREADABLE)).hasMessageContaining("not a regular file");
  }

  @Test
  void a_head_shorter_than_the_volume_is_refused() throws Exception {
    try (var channel =
        java.nio.channels.FileChannel.open(replica.top(), java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(SIZE - 512);
    }
    assertThat(refused(Problem.SIZE_MISMATCH)).hasMessageContaining("65024 B");
  }

  @Test
  void an_unfinished_rebuild_is_refused_unless_accepted() throws Exception {
    change(volume, "\"Rebuilding\":false", "\"Rebuilding\":true");
    refused(Problem.REBUILDING);
    Chain accepted = ReplicaDirectory.at(replica.directory()).accept(Problem.REBUILDING).chain();
    assertThat(accepted.warnings()).singleElement().asString().contains("Rebuilding");
  }

  @Test
  void what_nobody_can_know_better_cannot_be_accepted() {
    assertThatThrownBy(() -> ReplicaDirectory.at(folder).accept(Problem.OPEN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_recorded_error_is_refused() throws Exception {
    change(volume, "\"Error\":\"\"", "\"Error\":\"no space\"");
    refused(Problem.ERROR_RECORDED);
  }

  @Test
  void more_layers_than_an_engine_has_are_refused() throws Exception {
    MadeReplica many = new MadeReplica(folder.resolve("vol-ffffffff"), 4096);
    for (int i = 0; i < ReplicaDirectory.MOST_LAYERS; i++) {
      many.layer("volume-snap-" + i + ".img", 4096);
    }
    many.layer("volume-head-999.img", 4096).finish();
    replica = many;
    refused(Problem.TOO_MANY_LAYERS);
  }

  @Test
  void a_head_that_a_process_has_open_for_writing_is_refused_and_the_process_named()
      throws Exception {
    Process writer =
        new ProcessBuilder("sh", "-c", "exec 3<>\"$0\"; echo open; exec cat", replica.top() + "")
            .start();
    try {
      assertThat(writer.inputReader().readLine()).isEqualTo("open");
      assertThat(refused(Problem.OPEN))
          .hasMessageContaining("process " + writer.pid())
          .hasMessageContaining("detach the volume");
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(replica.chain().layers()).hasSize(3);
  }

  @Test
  void a_reader_does_not_stand_in_the_way() throws Exception {
    Process reader =
        new ProcessBuilder("sh", "-c", "exec 3<\"$0\"; echo open; exec cat", replica.top() + "")
            .start();
    try {
      assertThat(reader.inputReader().readLine()).isEqualTo("open");
      assertThat(replica.chain().layers()).hasSize(3);
    } finally {
      reader.destroyForcibly();
    }
  }

  @Test
  void a_head_written_to_while_it_is_read_is_noticed() throws Exception {
    Chain chain = replica.chain();
    replica.fill(9, 9);
    assertThatThrownBy(() -> MergedContent.of(chain).to((offset, data) -> {}))
        .isInstanceOfSatisfying(
            ReplicaException.class, e -> assertThat(e.problem()).isEqualTo(Problem.CHANGED));
  }

  @Test
  void reading_changes_nothing() throws Exception {
    Untouched before = Untouched.now(replica.directory());
    ContentHash.of(MergedContent.of(replica.chain()));
    before.still();
  }
}
