package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal for a layer that is lost says what a human may do, and that can be done. */
class LostLayerTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;
  private static final String SNAPSHOT = "volume-snap-two.img";
  private static final String HEAD = "volume-head-002.img";

  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void make() throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(1, 1).fill(2, 2);
    replica.layer(SNAPSHOT, SIZE).fill(2, 7);
    replica.layer(HEAD, SIZE).fill(3, 3).finish();
    directory = replica.directory();
  }

  private Chain read(Overrides words) throws IOException {
    return ReplicaDirectory.at(directory).override(words).chain();
  }

  private void refused(String why) {
    assertThatThrownBy(() -> read(Overrides.NONE))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining(why);
  }

  private int at(Chain chain, int block) throws IOException {
    return MadeReplica.read(MergedContent.of(chain))[block * MadeReplica.BLOCK];
  }

  @Test
  @DisplayName("a snapshot that is gone is named, and may be left out")
  void snapshotGone() throws Exception {
    Files.delete(directory.resolve(SNAPSHOT));
    refused(
        SNAPSHOT + ": is not there; bring it from a copy of this replica, or a human may leave");
    Chain chain = read(Overrides.parse(java.util.List.of("without=" + SNAPSHOT)));
    assertThat(at(chain, 2)).as("older data show").isEqualTo(2);
    assertThat(at(chain, 3)).isEqualTo(3);
    assertThat(chain.words()).containsExactly(SNAPSHOT + " is left out");
  }

  @Test
  @DisplayName("what has become a directory or a link is named, and may be left out likewise")
  void snapshotOfAnotherKind() throws Exception {
    Files.delete(directory.resolve(SNAPSHOT));
    Files.createDirectory(directory.resolve(SNAPSHOT));
    refused("is not a regular file; bring it from a copy");
    assertThat(at(read(Overrides.NONE.without(SNAPSHOT)), 2)).isEqualTo(2);
    Files.delete(directory.resolve(SNAPSHOT));
    Files.createSymbolicLink(directory.resolve(SNAPSHOT), Path.of("volume-snap-one.img"));
    refused("is a symbolic link");
    assertThat(at(read(Overrides.NONE.without(SNAPSHOT)), 2)).isEqualTo(2);
  }

  @Test
  @DisplayName("a whole layer is still not left out")
  void wholeOne() {
    assertThatThrownBy(() -> read(Overrides.NONE.without(SNAPSHOT)))
        .hasMessageContaining("has all its bytes");
  }

  @Test
  @DisplayName("the head that volume.meta names is gone: the one that is there may be taken")
  void headGone() throws Exception {
    Files.move(directory.resolve(HEAD), directory.resolve("volume-head-001.img"));
    Files.move(directory.resolve(HEAD + ".meta"), directory.resolve("volume-head-001.img.meta"));
    refused("or take the head that is there, volume-head-001.img (head=<file>)");
    Chain chain = read(Overrides.NONE.derive("volume-head-001.img"));
    assertThat(at(chain, 3)).isEqualTo(3);
    assertThat(chain.words()).containsExactly("volume.meta is derived from volume-head-001.img");
  }

  @Test
  @DisplayName("a head that is gone, with no other one there: it may be left out")
  void onlyHeadGone() throws Exception {
    Files.delete(directory.resolve(HEAD));
    assertThatThrownBy(() -> read(Overrides.NONE))
        .hasMessageContaining("(without=" + HEAD + ")")
        .hasMessageNotContaining("head=<file>");
    assertThat(at(read(Overrides.NONE.without(HEAD)), 2)).isEqualTo(7);
  }
}
