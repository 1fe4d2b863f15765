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

  private Path file(String name) {
    return replica.directory().resolve(name);
  }

  private Chain chain(String... words) throws IOException {
    return ReplicaDirectory.at(replica.directory())
        .override(Overrides.parse(List.of(words)))
        .chain();
  }

  /** The refusal, and that the words it offers are words. */
  private String refused(String... words) {
    String[] said = new String[1];
    assertThatThrownBy(() -> chain(words))
        .isInstanceOfSatisfying(ReplicaException.class, e -> said[0] = e.getMessage());
    return said[0];
  }

  private static byte[] content(Chain chain) throws IOException {
    return MadeReplica.read(MergedContent.of(chain));
  }

  private void cut(String name, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static String offered(String message, String pattern) {
    Matcher word = Pattern.compile("(" + pattern + ")").matcher(message);
    assertThat(word.find()).as(message).isTrue();
    return word.group(1);
  }

  private void upToTheSnapshot(String word) throws IOException {
    Chain chain = chain(word);
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
        Files.delete(file(name));
      }
    }
    String said = head.equals("missing") ? refused() : refused("derive");
    upToTheSnapshot(offered(said, "top=" + SNAPSHOT));
  }

  @Test
  @DisplayName("volume.meta is lost and the head left out: the size is the snapshots'")
  void headLeftOut() throws Exception {
    cut("volume.meta", 0);
    cut(HEAD, 0);
    Chain chain = chain("derive", "without=" + HEAD);
    assertThat(content(chain)).isEqualTo(atTheSnapshot);
    assertThat(chain.words()).contains(HEAD + " is left out");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {512, 4 * BLOCK, 4 * BLOCK + 512, 4 * BLOCK + 100, 10 * BLOCK, 15 * BLOCK + 1})
  @DisplayName("the head is cut short, in whole sectors or not: what is there of it counts")
  void headCutShort(int size) throws Exception {
    cut(HEAD, size);
    String said = refused();
    assertThat(said).doesNotContain("(derive)");
    for (boolean metaLost : List.of(false, true)) {
      if (metaLost) {
        cut("volume.meta", 0);
      }
      String word = offered(said, "short=" + HEAD);
      Chain chain = metaLost ? chain("derive", word) : chain(word);
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
    Chain chain = chain(offered(refused(), "short=" + SNAPSHOT));
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
    String said = refused("derive");
    assertThat(said).contains("size=<bytes>");
    Chain chain = chain("size=" + SIZE, "short=volume-head-000.img");
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
    String said = refused();
    assertThat(said).contains("--backing <volume>=<image>");
    Chain chain = chain(offered(said, "without-backing"));
    assertThat(content(chain)).isEqualTo(replica.model());
    assertThat(chain.words()).contains("BACKING_IMAGE is accepted");
    assertThat(chain.warnings()).anySatisfy(w -> assertThat(w).contains("zeros show"));
  }

  @Test
  @DisplayName("layers that stand on each other: a human names the parent of one")
  void cycle() throws Exception {
    replica.layerMeta(SNAPSHOT, SNAPSHOT);
    offered(refused(), "parent=<layer>");
    Chain chain = chain("parent=" + SNAPSHOT + ":");
    assertThat(content(chain)).isEqualTo(replica.model());
  }

  @Test
  @DisplayName("a word that was not needed is not in the report")
  void notNeeded() throws Exception {
    Chain chain = chain("bad-sectors", "without-backing", "holes-unknown", "short=" + HEAD);
    assertThat(chain.words()).isEmpty();
    assertThat(chain.said().againstFiles()).isFalse();
  }

  /** Stands in for a disk: blocks of it cannot be read. */
  private static final class BadDisk extends FileChannel {
    private final byte[] data;
    private final List<Integer> bad;

    BadDisk(byte[] data, List<Integer> bad) {
      this.data = data;
      this.bad = bad;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      int from = (int) at;
      int length = Math.min(into.remaining(), data.length - from);
      if (length <= 0) {
        return -1;
      }
      for (int block : bad) {
        if (from < (block + 1) * BLOCK && from + length > block * BLOCK) {
          throw new IOException("Input/output error");
        }
      }
      into.put(data, from, length);
      return length;
    }

    @Override
    public int read(ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public FileChannel position(long at) {
      return this;
    }

    @Override
    public long size() {
      return data.length;
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean all) {
      // Nothing is written.
    }

    @Override
    public long transferTo(long at, long count, java.nio.channels.WritableByteChannel to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(java.nio.channels.ReadableByteChannel from, long at, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.nio.MappedByteBuffer map(MapMode mode, long at, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.nio.channels.FileLock lock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.nio.channels.FileLock tryLock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() {
      // Nothing is open.
    }
  }

  private record Whole(long size) implements Extents {
    @Override
    public List<Extent> from(long from) {
      return from < size ? List.of(new Extent(0, size)) : List.of();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
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
    FileSource source = new FileSource(file(HEAD), SIZE, disk, new Whole(SIZE), found::add);
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
      FileSource strict = new FileSource(file(HEAD), SIZE, disk, new Whole(SIZE), null);
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
    Files.move(file(HEAD), file("volume-snap-two.img"));
    replica.layerMeta("volume-snap-two.img", SNAPSHOT);
    replica.layerMeta("volume-head-002.img", "volume-snap-two.img");
    replica.finish();
    edit("volume.meta", HEAD, "volume-snap-two.img");
    byte[] before = content(chain());
    edit(SNAPSHOT + ".meta", "\"Removed\":false", "\"Removed\":true");
    try (FileChannel below = FileChannel.open(file(SNAPSHOT), StandardOpenOption.WRITE)) {
      for (int block : new int[] {2, 9}) {
        byte[] data = new byte[BLOCK];
        Arrays.fill(data, (byte) (block == 2 ? 2 : 8));
        below.write(ByteBuffer.wrap(data), (long) block * BLOCK);
      }
    }
    if (emptied) {
      cut("volume-snap-two.img", 0);
    } else {
      Files.delete(file("volume-snap-two.img"));
    }
    assertThat(refused())
        .contains("(without=volume-snap-two.img)")
        .contains(SNAPSHOT + " is marked for removal: if its purge was interrupted here");
    assertThat(content(chain("without=volume-snap-two.img"))).isEqualTo(before);
  }

  @Test
  @DisplayName("a parent that is no layer: a human may name the right one")
  void parentIsNoLayer() throws Exception {
    byte[] before = content(chain());
    edit(HEAD + ".meta", SNAPSHOT, "dummy.img");
    edit("volume.meta", "\"Parent\":\"" + SNAPSHOT + "\"", "\"Parent\":\"\"");
    assertThat(refused()).contains("Parent is \"dummy.img\"", "(parent=" + HEAD + ":");
    assertThat(content(chain("parent=" + HEAD + ":" + SNAPSHOT))).isEqualTo(before);
  }

  @Test
  @DisplayName("an error and a rebuild in volume.meta: the words that accept them are named")
  void marks() throws Exception {
    byte[] before = content(chain());
    edit("volume.meta", "\"Error\":\"\"", "\"Error\":\"i/o timeout\"");
    assertThat(refused()).contains("i/o timeout", "(error)");
    edit("volume.meta", "\"Rebuilding\":false", "\"Rebuilding\":true");
    assertThat(refused("error")).contains("(rebuilding)", "as the engine does");
    Chain accepted = chain("error", "rebuilding");
    assertThat(content(accepted)).isEqualTo(before);
    assertThat(accepted.warnings()).noneMatch(text -> text.contains("may accept"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my snap", "_x", "tägl+ich", "a..b"})
  @DisplayName("a snapshot of whatever name an engine was given")
  void namesOfSnapshots(String name) throws Exception {
    byte[] before = content(chain());
    String snapshot = "volume-snap-" + name + ".img";
    Files.move(file(SNAPSHOT), file(snapshot));
    Files.move(file(SNAPSHOT + ".meta"), file(snapshot + ".meta"));
    edit(HEAD + ".meta", SNAPSHOT, snapshot);
    edit("volume.meta", SNAPSHOT, snapshot);
    assertThat(content(chain())).isEqualTo(before);
  }

  private void edit(String name, String from, String to) throws IOException {
    String text = Files.readString(file(name));
    assertThat(text).contains(from);
    Files.writeString(file(name), text.replace(from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume.meta", SNAPSHOT + ".meta"})
  @DisplayName("metadata that are no file any more: the way on is that of lost ones")
  void noFile(String name) throws Exception {
    Files.delete(file(name));
    Files.createDirectory(file(name));
    boolean volume = name.equals("volume.meta");
    assertThat(refused()).contains(volume ? "(derive)" : "(parent=" + SNAPSHOT + ":");
    assertThat(content(chain(volume ? "derive" : "parent=" + SNAPSHOT + ":")))
        .isEqualTo(replica.model());
  }

  @Test
  @DisplayName("a snapshot to be taken for the newest that is not there is called so")
  void noSuchTop() {
    assertThat(refused("top=volume-snap-none.img"))
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
