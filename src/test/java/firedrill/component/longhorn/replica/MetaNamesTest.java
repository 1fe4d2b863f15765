package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and sizes in metadata that are just still, and no longer, those of a replica. */
class MetaNamesTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String HEAD = "volume-head-001.img";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).layer(HEAD, SIZE).fill(2, 2).finish();
  }

  private void volume(String from, String to) throws IOException {
    Path meta = replica.directory().resolve(VolumeMeta.FILE);
    String text = Files.readString(meta);
    assertThat(text).contains(from);
    Files.writeString(meta, text.replace(from, to));
  }

  @Test
  @DisplayName("a parent's name of 250 letters is one, a longer one is none")
  void longest() throws Exception {
    String longest = "volume-snap-" + "x".repeat(234) + ".img";
    replica.layerMeta(HEAD, longest);
    assertThat(replica.refused().problem()).isEqualTo(Problem.MISSING_LAYER);
    replica.layerMeta(HEAD, "x" + longest);
    assertThat(replica.refused().problem()).isEqualTo(Problem.HOSTILE_NAME);
    replica.layerMeta(HEAD, longest.replaceFirst("xx", "xxx"));
    assertThat(replica.refused().problem()).isEqualTo(Problem.HOSTILE_NAME);
  }

  @Test
  @DisplayName(
      "a size of 0, below it, or of no whole sectors is told as such, whatever the head is")
  void sizes() throws Exception {
    String before = "\"Size\":" + SIZE;
    for (long size : List.of(0L, -512L, 513L)) {
      String now = "\"Size\":" + size;
      volume(before, now);
      assertThat(replica.refused().problem()).isEqualTo(Problem.SIZE_MISMATCH);
      assertThat(replica.refused())
          .hasMessageContaining("Size is " + size + ", not a positive multiple of 512");
      before = now;
    }
  }

  @Test
  @DisplayName("volume.meta's own parent is no path either, though the head's metadata count")
  void parentOfVolumeMeta() throws Exception {
    volume("\"Parent\":\"volume-snap-one.img\"", "\"Parent\":\"../x/volume-snap-one.img\"");
    assertThat(replica.refused().problem()).isEqualTo(Problem.HOSTILE_NAME);
    assertThat(replica.refused())
        .hasMessageContaining("volume.meta: Parent is \"../x/volume-snap-one");
    volume("../x/volume-snap-one.img", "");
    assertThat(replica.chain().layers()).hasSize(2);
  }

  @Test
  @DisplayName("a directory is looked at anew each time: what a word was needed for is not kept")
  void anew() throws Exception {
    ReplicaDirectory directory =
        ReplicaDirectory.at(replica.directory()).accept(Problem.REBUILDING);
    volume("\"Rebuilding\":false", "\"Rebuilding\":true");
    assertThat(directory.chain().words()).containsExactly("REBUILDING is accepted");
    volume("\"Rebuilding\":true", "\"Rebuilding\":false");
    assertThat(directory.chain().words()).isEmpty();
  }

  @Test
  @DisplayName("metadata of 1 MiB are read, larger ones and what is no object are not")
  void text() throws Exception {
    Path meta = replica.directory().resolve(VolumeMeta.FILE);
    String text = Files.readString(meta).stripTrailing();
    String padded = text + " ".repeat((1 << 20) - text.length());
    Files.writeString(meta, padded);
    assertThat(replica.chain().layers()).hasSize(2);
    Files.writeString(meta, padded + " ");
    assertThat(replica.refused()).hasMessageContaining("is larger than 1048576 B");
    for (String other : List.of("[]", "7", "null", "\"x\"")) {
      Files.writeString(meta, other);
      assertThat(replica.refused().problem()).isEqualTo(Problem.CORRUPT_META);
      assertThat(replica.refused()).hasMessageContaining("is not a JSON object");
    }
  }

  @Test
  @DisplayName("what is a file, or not there, is no replica")
  void noDirectory() throws Exception {
    Path file = Files.writeString(folder.resolve("pvc-d-0a1b2c3d"), "x");
    for (Path place : List.of(file, folder.resolve("none"))) {
      ReplicaException refusal =
          catchThrowableOfType(ReplicaException.class, () -> ReplicaDirectory.at(place).chain());
      assertThat(refusal.problem()).isEqualTo(Problem.NOT_A_REPLICA);
      assertThat(refusal).hasMessageContaining("is not a directory");
    }
  }
}
