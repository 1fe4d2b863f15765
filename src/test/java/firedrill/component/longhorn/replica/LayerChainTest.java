package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a chain is just still read, and what each refusal offers a human, and does not. */
class LayerChainTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 16 * BLOCK;
  private static final String ONE = "volume-snap-one.img";
  private static final String TWO = "volume-snap-two.img";
  private static final String HEAD = "volume-head-002.img";

  @TempDir Path folder;
  private MadeReplica replica;

  private MadeReplica empty(int size) throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), size);
    return replica;
  }

  private void make() throws IOException {
    empty(SIZE).layer(ONE, SIZE).fill(1, 1);
    replica.layer(TWO, SIZE).fill(2, 2);
    replica.layer(HEAD, SIZE).fill(3, 3).finish();
  }

  private void resize(String name, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(replica.file(name), StandardOpenOption.WRITE)) {
      channel.truncate(size);
      SparseFile.extend(channel, size);
    }
  }

  private void removed(String name) throws IOException {
    Path meta = replica.file(name + LayerMeta.SUFFIX);
    Files.writeString(
        meta, Files.readString(meta).replace("\"Removed\":false", "\"Removed\":true"));
  }

  @Test
  @DisplayName("as many layers as an engine makes, 250 snapshots and the head, are read")
  void mostLayers() throws Exception {
    empty(BLOCK);
    for (int i = 1; i < ReplicaDirectory.MOST_LAYERS; i++) {
      replica.layer("volume-snap-" + i + ".img", BLOCK);
    }
    replica.layer("volume-head-250.img", BLOCK).finish();
    assertThat(replica.chain().layers()).hasSize(ReplicaDirectory.MOST_LAYERS);
  }

  @Test
  @DisplayName("closed before an expansion, and shorter than the layer below it: it was cut short")
  void shorterThanTheOneBelow() throws Exception {
    String expansion = LayerNames.expansionTo(SIZE);
    empty(SIZE).layer(ONE, 8 * BLOCK).fill(1, 1);
    replica.layer(TWO, 8 * BLOCK);
    replica.layer(expansion, 8 * BLOCK);
    replica.layer(HEAD, SIZE).fill(12, 12).finish();
    Files.delete(replica.file(expansion));
    String[] words = {"without=" + expansion, "without=" + TWO};
    assertThat(replica.refused(words).problem()).isEqualTo(Problem.SIZE_MISMATCH);
    assertThat(replica.refused(words)).hasMessageContaining(TWO + ": has all its bytes");
    resize(TWO, 4 * BLOCK);
    Chain chain = replica.chain(words);
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
    assertThat(chain.words()).containsExactly(expansion + " is left out", TWO + " is left out");
  }

  @Test
  @DisplayName(
      "closed before an expansion, with nothing below it: smaller than the volume is whole")
  void oldestOfBeforeAnExpansion() throws Exception {
    String expansion = LayerNames.expansionTo(SIZE);
    empty(SIZE).layer(ONE, 8 * BLOCK).fill(1, 1);
    replica.layer(expansion, 8 * BLOCK);
    replica.layer(HEAD, SIZE).finish();
    assertThat(replica.refused("without=" + ONE)).hasMessageContaining("has all its bytes");
  }

  @Test
  @DisplayName("a head of the volume's size and some bytes is not one that was cut short")
  void someBytesMore() throws Exception {
    make();
    resize(HEAD, SIZE + 100);
    assertThat(replica.refused("short=" + HEAD).problem()).isEqualTo(Problem.SIZE_MISMATCH);
    assertThat(replica.refused()).hasMessageNotContaining("short=");
  }

  @Test
  @DisplayName("of a head of one sector that sector can be read; of less there is nothing")
  void oneSector() throws Exception {
    make();
    resize(HEAD, 512);
    assertThat(replica.refused()).hasMessageContaining("short=" + HEAD);
    assertThat(replica.chain("short=" + HEAD).layers()).hasSize(3);
    resize(HEAD, 511);
    assertThat(replica.refused()).hasMessageNotContaining("short=");
    assertThat(replica.refused("short=" + HEAD).problem()).isEqualTo(Problem.SIZE_MISMATCH);
  }

  @Test
  @DisplayName("a snapshot larger than the volume: the volume's size may be said, and no other way")
  void largerSnapshot() throws Exception {
    make();
    resize(TWO, SIZE + BLOCK);
    assertThat(replica.refused())
        .hasMessageContaining("a layer may be smaller by whole sectors, never larger")
        .hasMessageContaining("size=<bytes>")
        .hasMessageNotContaining("short=")
        .hasMessageNotContaining("derive");
  }

  @Test
  @DisplayName(
      "a snapshot of an odd size was cut short: that the volume's size is wrong is not said")
  void oddSnapshot() throws Exception {
    make();
    resize(TWO, 5 * BLOCK + 7);
    assertThat(replica.refused())
        .hasMessageContaining("a layer may be smaller by whole sectors, never larger")
        .hasMessageContaining("short=" + TWO)
        .hasMessageNotContaining("size=<bytes>");
  }

  @Test
  @DisplayName("a head larger than the volume: its size may be taken, unless a snapshot is larger")
  void largerHead() throws Exception {
    make();
    resize(HEAD, SIZE + BLOCK);
    assertThat(replica.refused())
        .hasMessageContaining("an expansion was not finished")
        .hasMessageContaining("(derive)")
        .hasMessageNotContaining("size=<bytes>");
    resize(ONE, SIZE + 2 * BLOCK);
    resize(HEAD, SIZE + BLOCK);
    assertThat(replica.refused("parent=" + HEAD + ":")).hasMessageNotContaining("derive");
  }

  @Test
  @DisplayName("the head's metadata are lost: the parent that volume.meta names is offered")
  void headMetaLost() throws Exception {
    make();
    Files.delete(replica.file(HEAD + LayerMeta.SUFFIX));
    assertThat(replica.refused())
        .hasMessageContaining("parent=" + HEAD + ":" + TWO + ", as volume.meta says)");
    assertThat(replica.chain("parent=" + HEAD + ":" + TWO).layers()).hasSize(3);
  }

  @Test
  @DisplayName("volume.meta names no parent of the head, or it is another layer: none is offered")
  void noParentKnown() throws Exception {
    make();
    Files.delete(replica.file(TWO + LayerMeta.SUFFIX));
    assertThat(replica.refused())
        .hasMessageContaining("parent=" + TWO + ":<layer>, or nothing behind the colon")
        .hasMessageNotContaining("as volume.meta says");
    Files.delete(replica.file(HEAD + LayerMeta.SUFFIX));
    Path volume = replica.file(VolumeMeta.FILE);
    Files.writeString(volume, Files.readString(volume).replace("\"" + TWO + "\"", "\"\""));
    assertThat(replica.refused())
        .hasMessageContaining("parent=" + HEAD + ":<layer>, or nothing behind the colon");
  }

  @Test
  @DisplayName("a parent's name that is longer than any file's can be is said to be unreadable")
  void longName() throws Exception {
    make();
    String name = "volume-snap-" + "ü".repeat(200) + ".img";
    assumeTrue(
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode(name),
        "this JVM's locale has no such file names");
    replica.layerMeta(HEAD, name);
    assertThat(replica.refused().problem()).isEqualTo(Problem.UNREADABLE);
    assertThat(replica.refused()).hasMessageContaining("cannot be read");
  }

  @Test
  @DisplayName("lost while the layer below is marked: that one may hold all of it, if it holds any")
  void interruptedPurge() throws Exception {
    make();
    removed(ONE);
    resize(TWO, 0);
    String whole = ONE + " is marked for removal: if its purge was interrupted here";
    assertThat(replica.refused()).hasMessageContaining(whole);
    Files.delete(replica.file(TWO));
    assertThat(replica.refused()).hasMessageContaining(whole);
    resize(ONE, 0);
    assertThat(replica.refused()).hasMessageNotContaining("marked for removal");
  }

  @Test
  @DisplayName("lost while the layer below is not marked, or gone, or there is none: no word of it")
  void noPurge() throws Exception {
    make();
    resize(TWO, 0);
    assertThat(replica.refused()).hasMessageNotContaining("marked for removal");
    removed(ONE);
    Files.delete(replica.file(ONE));
    assertThat(replica.refused()).hasMessageNotContaining("marked for removal");
    replica.layerMeta(TWO, "");
    assertThat(replica.refused()).hasMessageNotContaining("marked for removal");
  }
}
