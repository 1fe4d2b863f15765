package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backing image is never left out in silence, and a derived volume.meta forgets nothing. */
class BackingKindsTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;
  private static final String IMAGE = "/longhorn/backing-images/ubuntu-0a1b2c3d/backing";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(0, 1);
    replica.layer("volume-head-001.img", SIZE).fill(2, 3);
    replica.volumeMeta(IMAGE);
  }

  private ReplicaDirectory derived(Problem... accepted) {
    Overrides words = Overrides.NONE.derive();
    for (Problem problem : accepted) {
      words = words.accept(problem);
    }
    return ReplicaDirectory.at(replica.directory()).override(words);
  }

  private void change(String from, String to) throws IOException {
    Path meta = replica.directory().resolve("volume.meta");
    String text = Files.readString(meta);
    assertThat(text).contains(from);
    Files.writeString(meta, text.replace(from, to));
  }

  private Path image(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 7);
    return Files.write(folder.resolve("image-" + bytes), content);
  }

  @Test
  @DisplayName("only the size disagrees: the backing image that volume.meta names is needed still")
  void derivedFromReadable() throws Exception {
    change("\"Size\":" + SIZE, "\"Size\":" + 2 * SIZE);
    assertThatThrownBy(() -> derived().chain())
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("stands on a backing image")
        .hasMessageContaining("its path ended in backing");
    Chain chain = derived().backing(image(SIZE)).chain();
    assertThat(MadeReplica.read(MergedContent.of(chain))[5 * MadeReplica.BLOCK])
        .isEqualTo((byte) 7);
    assertThat(chain.warnings()).anyMatch(w -> w.contains("is taken from volume.meta"));
  }

  @Test
  @DisplayName("derived, it still says that it was being rebuilt, and the engine's error")
  void derivedKeepsMarks() throws Exception {
    replica.volumeMeta("");
    change("\"Size\":" + SIZE, "\"Size\":" + 2 * SIZE);
    change("\"Rebuilding\":false", "\"Rebuilding\":true");
    change("\"Error\":\"\"", "\"Error\":\"failed to sync files\"");
    assertThatThrownBy(() -> derived().chain()).hasMessageContaining("Rebuilding is true");
    assertThatThrownBy(() -> derived(Problem.REBUILDING).chain())
        .hasMessageContaining("recorded an error");
    Chain chain = derived(Problem.REBUILDING, Problem.ERROR_RECORDED).chain();
    assertThat(chain.words()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 513})
  @DisplayName("an image that no engine would open is refused: it is cut short, or another file")
  void cutShort(int bytes) throws Exception {
    Path image = image(bytes);
    assertThatThrownBy(() -> ReplicaDirectory.at(replica.directory()).backing(image).chain())
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining("has " + bytes + " B, and a backing image is a multiple of 512");
  }

  @Test
  @DisplayName("the saved Volume names one, volume.meta is lost: nothing is derived without it")
  void savedNamesOne() throws Exception {
    Files.write(replica.directory().resolve("volume.meta"), new byte[0]);
    assertThatThrownBy(() -> derived().saidToStandOn("ubuntu").chain())
        .hasMessageContaining("its saved resource names ubuntu");
    assertThat(derived().saidToStandOn("ubuntu").backing(image(SIZE)).chain().base()).isPresent();
    assertThat(derived().saidToStandOn("").chain().base()).isEmpty();
  }
}
