package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A merge writes over what it began itself, and over nothing else. */
class MergeOwnershipTest {
  private static final int SIZE = 128 << 20;

  @TempDir Path folder;
  private Path image;
  private Path journal;
  private Path one;

  @BeforeEach
  void make() throws IOException {
    image = folder.resolve("a.img");
    journal = folder.resolve("a.img.journal");
    one = replica("pvc-x-aaaaaaaa", 1);
  }

  private Path replica(String name, int value) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("replicas").resolve(name), SIZE);
    replica.layer("volume-head-000.img", SIZE).fill(1, value).fill(30_000, value).finish();
    return replica.directory();
  }

  private static void merge(Path replica, Path to) throws IOException {
    Merge.of(ReplicaDirectory.at(replica).chain()).into(to);
  }

  private void begin(Chain chain) {
    assertThatThrownBy(
            () ->
                Merge.of(chain)
                    .onProgress(
                        at -> {
                          throw new UncheckedIOException(new IOException("enough"));
                        })
                    .into(image))
        .hasMessage("enough");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "boot x size 3", "\0\0\0\0", "firedrill merge", ""})
  @DisplayName("an image and a journal of somebody's are left as they are")
  void somebodys(String text) throws Exception {
    Files.writeString(image, "precious");
    Files.writeString(journal, text);
    boolean begun = text.startsWith("firedrill");
    if (begun) {
      Files.delete(image); // The first words of a journal are all that a full disk held.
      merge(one, image);
      assertThat(Files.size(image)).isEqualTo(SIZE);
      return;
    }
    assertThatThrownBy(() -> merge(one, image)).hasMessageContaining("name another");
    assertThat(image).hasContent("precious");
    assertThat(journal).hasContent(text);
  }

  @Test
  @DisplayName("links in the places of journal and image are not written through")
  void links() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(journal, victim);
    assertThatThrownBy(() -> merge(one, image)).hasMessageContaining("no file of a merge's");
    Files.delete(journal);
    Files.createSymbolicLink(journal, folder.resolve("nowhere"));
    assertThatThrownBy(() -> merge(one, image)).hasMessageContaining("no file of a merge's");
    assertThat(victim).hasContent("precious");
    assertThat(folder.resolve("nowhere")).doesNotExist();
    assertThat(image).doesNotExist();
  }

  @Test
  @DisplayName("another replica's interrupted merge is not thrown away: it is named")
  void anotherReplicas() throws Exception {
    Path other = replica("pvc-x-bbbbbbbb", 2);
    begin(ReplicaDirectory.at(one).chain());
    byte[] before = Files.readAllBytes(journal);
    assertThatThrownBy(() -> merge(other, image))
        .hasMessageContaining("a merge of " + one.toRealPath() + " to this image was begun")
        .hasMessageContaining("remove the image and " + journal);
    assertThat(Files.readAllBytes(journal)).isEqualTo(before);
    merge(one, image);
    assertThat(journal).doesNotExist();
  }

  @Test
  @DisplayName("a backing image replaced under its name: what was merged of the old one is void")
  void otherBackingImage() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("replicas/pvc-x-cccccccc"), SIZE);
    replica.layer("volume-head-000.img", SIZE).fill(1, 1);
    replica.volumeMeta("/b/backing");
    Path base = folder.resolve("base.img");
    for (int value : new int[] {'A', 'B'}) {
      byte[] content = new byte[SIZE];
      java.util.Arrays.fill(content, (byte) value);
      Files.deleteIfExists(base);
      Files.write(base, content);
      Chain chain = ReplicaDirectory.at(replica.directory()).backing(base).chain();
      if (value == 'A') {
        begin(chain);
      } else {
        assertThat(Merge.of(chain).into(image).resumedAt()).isZero();
      }
    }
    assertThat(Files.readAllBytes(image)[2 * MadeReplica.BLOCK]).isEqualTo((byte) 'B');
  }

  @Test
  @DisplayName("two merges to one image at once: the second one waits for nothing and says so")
  void atOnce() throws Exception {
    Chain chain = ReplicaDirectory.at(one).chain();
    try (MergeJournal running = MergeJournal.open(journal, chain, false)) {
      assertThat(running.position()).isZero();
      assertThatThrownBy(() -> merge(one, image))
          .hasMessageContaining("another merge to this image");
    }
    merge(one, image);
    assertThat(Files.size(image)).isEqualTo(SIZE);
  }

  @Test
  @DisplayName("an image does not go into the directory that Longhorn keeps its replicas in")
  void amongReplicas() throws Exception {
    assertThatThrownBy(() -> merge(one, one.resolveSibling("z.img")))
        .hasMessageContaining("Longhorn's own directory");
    assertThat(one.resolveSibling("z.img")).doesNotExist();
  }
}
