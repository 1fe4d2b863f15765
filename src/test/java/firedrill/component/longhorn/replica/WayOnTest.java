package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a replica has lost: what it still holds can be merged on a human's word, each refusal
 * names that word, and it is in the report.
 */
class WayOnTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 16 * BLOCK;
  private static final String SNAPSHOT = "volume-snap-one.img";
  private static final String HEAD = "volume-head-001.img";

  @TempDir Path folder;
  private MadeReplica replica;
  private byte[] atTheSnapshot;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer(SNAPSHOT, SIZE).fill(1, 1).fill(9, 9);
    atTheSnapshot = replica.model();
    replica.layer(HEAD, SIZE).fill(2, 2).fill(9, 8).finish();
  }

  private static byte[] content(Chain chain) throws IOException {
    return MadeReplica.read(MergedContent.of(chain));
  }

  private void cut(String name, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(replica.file(name), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static String offered(String message, String pattern) {
    Matcher word = Pattern.compile("(" + pattern + ")").matcher(message);
    assertThat(word.find()).as(message).isTrue();
    return word.group(1);
  }

  private void upToTheSnapshot(String word) throws IOException {
    Chain chain = replica.chain(word);
    assertThat(content(chain)).isEqualTo(atTheSnapshot);
    assertThat(chain.words()).anySatisfy(w -> assertThat(w).contains("derived from " + SNAPSHOT));
    assertThat(chain.warnings())
        .anySatisfy(w -> assertThat(w).contains("after that snapshot is left out"));
    assertThat(chain.said().againstFiles()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"empty, empty", "empty, missing", "missing, empty", "missing, missing"})
  @DisplayName("volume.meta and the head are both lost: the snapshots are merged")
  void metaAndHeadLost(String meta, String head) throws Exception {
    for (String name : List.of("volume.meta", HEAD)) {
      boolean missing = (name.equals(HEAD) ? head : meta).equals("missing");
      cut(name, 0);
      if (missing) {
        Files.delete(replica.file(name));
      }
    }
    String[] words = head.equals("missing") ? new String[0] : new String[] {"derive"};
    String said = replica.refused(words).getMessage();
    upToTheSnapshot(offered(said, "top=" + SNAPSHOT));
  }

  @Test
  @DisplayName("volume.meta is lost and the head left out: the size is the snapshots'")
  void headLeftOut() throws Exception {
    cut("volume.meta", 0);
    cut(HEAD, 0);
    Chain chain = replica.chain("derive", "without=" + HEAD);
    assertThat(content(chain)).isEqualTo(atTheSnapshot);
    assertThat(chain.words()).contains(HEAD + " is left out");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {512, 4 * BLOCK, 4 * BLOCK + 512, 4 * BLOCK + 100, 10 * BLOCK, 15 * BLOCK + 1})
  @DisplayName("the head is cut short, in whole sectors or not: what is there of it counts")
  void headCutShort(int size) throws Exception {
    cut(HEAD, size);
    String said = replica.refused().getMessage();
    assertThat(said).doesNotContain("(derive)");
    for (boolean metaLost : List.of(false, true)) {
      if (metaLost) {
        cut("volume.meta", 0);
      }
      String word = offered(said, "short=" + HEAD);
      Chain chain = metaLost ? replica.chain("derive", word) : replica.chain(word);
      byte[] expected = atTheSnapshot.clone();
      System.arraycopy(
          replica.model(), 2 * BLOCK, expected, 2 * BLOCK, size > 2 * BLOCK ? BLOCK : 0);
      System.arraycopy(
          replica.model(), 9 * BLOCK, expected, 9 * BLOCK, size > 9 * BLOCK ? BLOCK : 0);
      assertThat(Arrays.mismatch(content(chain), expected)).isEqualTo(-1);
      assertThat(chain.words()).contains(HEAD + " was cut short");
      assertThat(chain.warnings()).anySatisfy(w -> assertThat(w).contains("was cut short"));
      assertThat(chain.said().againstFiles()).isTrue();
      Path image = folder.resolve("image-" + metaLost);
      Merge.of(chain).into(image);
      assertThat(Files.readAllBytes(image)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("a snapshot of an odd size is read as far as it goes, too")
  void snapshotOfAnOddSize() throws Exception {
    cut(SNAPSHOT, 5 * BLOCK + 7);
    Chain chain = replica.chain(offered(replica.refused().getMessage(), "short=" + SNAPSHOT));
    byte[] all = content(chain);
    assertThat(all[BLOCK]).isEqualTo((byte) 1);
    assertThat(chain.words()).contains(SNAPSHOT + " was cut short");
  }

  @Test
  @DisplayName("a head alone, cut short, and volume.meta lost: a human knows the volume's size")
  void sizeByHand() throws Exception {
    MadeReplica one = new MadeReplica(folder.resolve("pvc-d-0a1b2c3d"), SIZE);
    one.layer("volume-head-000.img", SIZE).fill(1, 1).fill(9, 9).finish();
    replica = one;
    cut("volume.meta", 0);
    cut("volume-head-000.img", 4 * BLOCK + 9);
    String said = replica.refused("derive").getMessage();
    assertThat(said).contains("size=<bytes>");
    Chain chain = replica.chain("size=" + SIZE, "short=volume-head-000.img");
    assertThat(chain.volume().size()).isEqualTo(SIZE);
    assertThat(content(chain)[BLOCK]).isEqualTo((byte) 1);
    assertThat(chain.words()).contains("the volume has " + SIZE + " B");
    assertThatThrownBy(() -> Overrides.parse(List.of("size=1000")))
        .hasMessageContaining("a multiple of 512");
  }

  @Test
  @DisplayName("the backing image is lost: what the replica itself holds is merged")
  void withoutBacking() throws Exception {
    replica.volumeMeta("/host/backing-images/debian/backing");
    String said = replica.refused().getMessage();
    assertThat(said).contains("--backing <volume>=<image>");
    Chain chain = replica.chain(offered(said, "without-backing"));
    assertThat(content(chain)).isEqualTo(replica.model());
    assertThat(chain.words()).contains("BACKING_IMAGE is accepted");
    assertThat(chain.warnings()).anySatisfy(w -> assertThat(w).contains("zeros show"));
  }

  @Test
  @DisplayName("layers that stand on each other: a human names the parent of one")
  void cycle() throws Exception {
    replica.layerMeta(SNAPSHOT, SNAPSHOT);
    offered(replica.refused().getMessage(), "parent=<layer>");
    Chain chain = replica.chain("parent=" + SNAPSHOT + ":");
    assertThat(content(chain)).isEqualTo(replica.model());
  }

  @Test
  @DisplayName("a word that was not needed is not in the report")
  void notNeeded() throws Exception {
    Chain chain = replica.chain("bad-sectors", "without-backing", "holes-unknown", "short=" + HEAD);
    assertThat(chain.words()).isEmpty();
    assertThat(chain.said().againstFiles()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0", "15", "3 4", "0 7 15", ""})
  @DisplayName("bad sectors are zeros, each is named, and all else is read")
  void badSectors(String which) throws Exception {
    List<Integer> bad =
        Arrays.stream(which.split(" ")).filter(b -> !b.isEmpty()).map(Integer::valueOf).toList();
    byte[] data = new byte[SIZE];
    Arrays.fill(data, (byte) 7);
    List<Long> found = new ArrayList<>();
    BadDisk disk = new BadDisk(data, bad);
    FileSource source = new FileSource(replica.file(HEAD), SIZE, disk, disk.whole(), found::add);
    assertThat(Probe.badBlocks(source, SIZE, found))
        .containsExactlyElementsOf(bad.stream().map(b -> (long) b * BLOCK).toList());
    ByteBuffer all = ByteBuffer.allocate(SIZE);
    source.read(0, all);
    for (int block = 0; block < SIZE / BLOCK; block++) {
      byte expected = bad.contains(block) ? 0 : (byte) 7;
      assertThat(all.get(block * BLOCK)).as("block " + block).isEqualTo(expected);
      assertThat(all.get((block + 1) * BLOCK - 1)).as("block " + block).isEqualTo(expected);
    }
    if (!bad.isEmpty()) {
      FileSource strict = new FileSource(replica.file(HEAD), SIZE, disk, disk.whole(), null);
      assertThatThrownBy(() -> strict.read(0, ByteBuffer.allocate(SIZE)))
          .hasMessageContaining("(bad-sectors)");
      assertThat(Probe.text(HEAD, found.stream().distinct().toList()))
          .contains(HEAD + ": " + bad.size() + " blocks", "at " + bad.get(0) * BLOCK);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("a purge that was cut off between two files: the layer below holds all of it")
  void purgeCutOff(boolean emptied) throws Exception {
    replica.layer("volume-head-002.img", SIZE).fill(3, 3).finish();
    Files.move(replica.file(HEAD), replica.file("volume-snap-two.img"));
    replica.layerMeta("volume-snap-two.img", SNAPSHOT);
    replica.layerMeta("volume-head-002.img", "volume-snap-two.img");
    replica.finish();
    edit("volume.meta", HEAD, "volume-snap-two.img");
    byte[] before = content(replica.chain());
    edit(SNAPSHOT + ".meta", "\"Removed\":false", "\"Removed\":true");
    try (FileChannel below = FileChannel.open(replica.file(SNAPSHOT), StandardOpenOption.WRITE)) {
      for (int block : new int[] {2, 9}) {
        byte[] data = new byte[BLOCK];
        Arrays.fill(data, (byte) (block == 2 ? 2 : 8));
        below.write(ByteBuffer.wrap(data), (long) block * BLOCK);
      }
    }
    if (emptied) {
      cut("volume-snap-two.img", 0);
    } else {
      Files.delete(replica.file("volume-snap-two.img"));
    }
    assertThat(replica.refused())
        .message()
        .contains("(without=volume-snap-two.img)")
        .contains(SNAPSHOT + " is marked for removal: if its purge was interrupted here");
    assertThat(content(replica.chain("without=volume-snap-two.img"))).isEqualTo(before);
  }

  @Test
  @DisplayName("a parent that is no layer: a human may name the right one")
  void parentIsNoLayer() throws Exception {
    byte[] before = content(replica.chain());
    edit(HEAD + ".meta", SNAPSHOT, "dummy.img");
    edit("volume.meta", "\"Parent\":\"" + SNAPSHOT + "\"", "\"Parent\":\"\"");
    assertThat(replica.refused())
        .message()
        .contains("Parent is \"dummy.img\"", "(parent=" + HEAD + ":");
    assertThat(content(replica.chain("parent=" + HEAD + ":" + SNAPSHOT))).isEqualTo(before);
  }

  @Test
  @DisplayName("an error and a rebuild in volume.meta: the words that accept them are named")
  void marks() throws Exception {
    byte[] before = content(replica.chain());
    edit("volume.meta", "\"Error\":\"\"", "\"Error\":\"i/o timeout\"");
    assertThat(replica.refused()).message().contains("i/o timeout", "(error)");
    edit("volume.meta", "\"Rebuilding\":false", "\"Rebuilding\":true");
    assertThat(replica.refused("error")).message().contains("(rebuilding)", "as the engine does");
    Chain accepted = replica.chain("error", "rebuilding");
    assertThat(content(accepted)).isEqualTo(before);
    assertThat(accepted.warnings()).noneMatch(text -> text.contains("may accept"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my snap", "_x", "tägl+ich", "a..b"})
  @DisplayName("a snapshot of whatever name an engine was given")
  void namesOfSnapshots(String name) throws Exception {
    byte[] before = content(replica.chain());
    String snapshot = "volume-snap-" + name + ".img";
    Files.move(replica.file(SNAPSHOT), replica.file(snapshot));
    Files.move(replica.file(SNAPSHOT + ".meta"), replica.file(snapshot + ".meta"));
    edit(HEAD + ".meta", SNAPSHOT, snapshot);
    edit("volume.meta", SNAPSHOT, snapshot);
    assertThat(content(replica.chain())).isEqualTo(before);
  }

  private void edit(String name, String from, String to) throws IOException {
    String text = Files.readString(replica.file(name));
    assertThat(text).contains(from);
    Files.writeString(replica.file(name), text.replace(from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume.meta", SNAPSHOT + ".meta"})
  @DisplayName("metadata that are no file any more: the way on is that of lost ones")
  void noFile(String name) throws Exception {
    Files.delete(replica.file(name));
    Files.createDirectory(replica.file(name));
    boolean volume = name.equals("volume.meta");
    assertThat(replica.refused())
        .message()
        .contains(volume ? "(derive)" : "(parent=" + SNAPSHOT + ":");
    assertThat(content(replica.chain(volume ? "derive" : "parent=" + SNAPSHOT + ":")))
        .isEqualTo(replica.model());
  }

  @Test
  @DisplayName("a snapshot to be taken for the newest that is not there is called so")
  void noSuchTop() {
    assertThat(replica.refused("top=volume-snap-none.img"))
        .message()
        .contains("has no volume-snap-none.img, and has these heads: " + HEAD);
  }

  @Test
  @DisplayName("an image for one that stands on none is not taken, and that is said")
  void imageOfNoUse() throws Exception {
    Chain chain =
        ReplicaDirectory.at(replica.directory()).backing(folder.resolve("none.img")).chain();
    assertThat(chain.warnings())
        .anySatisfy(w -> assertThat(w).startsWith("volume.meta names no backing image, so "));
  }
}
