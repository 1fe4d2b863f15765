package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which traces of damage are doubts, to the nanosecond and the byte, and which are none. */
class DoubtsTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 16 * BLOCK;
  private static final String ONE = "volume-snap-one.img";
  private static final String TWO = "volume-snap-two.img";
  private static final String HEAD = "volume-head-002.img";
  private static final Instant NOON = Instant.parse("2026-04-13T12:00:00Z");
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
  }

  private Path meta(String name) {
    return replica.file(name + LayerMeta.SUFFIX);
  }

  private Chain chain() throws IOException {
    return ReplicaDirectory.at(replica.directory()).accept(Problem.COPIED).chain();
  }

  private static void time(Path file, Instant at) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private void created(String name, Instant at) throws IOException {
    String text = Files.readString(meta(name));
    Files.writeString(meta(name), text.replaceFirst("Created\":\"[^\"]*", "Created\":\"" + at));
    time(meta(name), at);
  }

  /** The second snapshot holds nothing; it was the head from noon on. */
  private void emptySnapshot() throws IOException {
    replica.layer(ONE, SIZE).fill(1, 1).layer(TWO, SIZE).layer(HEAD, SIZE).fill(2, 2).finish();
    created(ONE, NOON);
    created(TWO, NOON.plusSeconds(600));
    time(replica.file(TWO), NOON);
  }

  @Test
  @DisplayName("a snapshot that was the head for a minute at most may have been emptied")
  void shortLife() throws Exception {
    emptySnapshot();
    assertThat(chain().unvouched()).isEmpty();
    created(TWO, NOON.plusSeconds(60));
    assertThat(chain().unvouched()).containsExactly(TWO);
    created(TWO, NOON.plusSeconds(61));
    assertThat(chain().unvouched()).isEmpty();
  }

  @Test
  @DisplayName("a snapshot that was written to later than five seconds after it was made, likewise")
  void writtenAfterItWasMade() throws Exception {
    emptySnapshot();
    time(replica.file(TWO), NOON.plus(AT_ONCE));
    assertThat(chain().unvouched()).isEmpty();
    time(replica.file(TWO), NOON.plus(AT_ONCE).plus(TICK));
    assertThat(chain().unvouched()).containsExactly(TWO);
    time(replica.file(TWO), NOON.minus(AT_ONCE));
    assertThat(chain().unvouched()).as("two clocks").isEmpty();
    time(replica.file(TWO), NOON.minus(AT_ONCE).minus(TICK));
    assertThat(chain().unvouched()).containsExactly(TWO);
  }

  @Test
  @DisplayName("the oldest layer's metadata name no parent: layers that are in the chain count not")
  void parentNotSaid() throws Exception {
    replica.layer(ONE, SIZE).fill(1, 1).layer(HEAD, SIZE).fill(2, 2).finish();
    String text = Files.readString(meta(ONE));
    Files.writeString(meta(ONE), text.replace("\"Parent\":\"\",", ""));
    assertThat(chain().doubts()).isEmpty();
    Files.copy(replica.file(ONE), replica.file(TWO));
    assertThat(chain().doubts())
        .containsExactly(
            ONE + ".meta names no parent, and there are layers that nothing leads to: " + TWO);
  }

  @Test
  @DisplayName("volume.meta and the head's metadata name two parents: both are told")
  void twoParents() throws Exception {
    replica.layer(ONE, SIZE).fill(1, 1).layer(TWO, SIZE).fill(2, 2).layer(HEAD, SIZE).finish();
    replica.layerMeta(HEAD, ONE);
    String says = "volume.meta says that the head stands on " + TWO + ", the head's own metadata ";
    assertThat(chain().doubts()).contains(says + ONE);
    replica.layerMeta(HEAD, "");
    assertThat(chain().doubts()).contains(says + "on nothing");
    replica.layerMeta(HEAD, TWO);
    assertThat(chain().doubts()).isEmpty();
  }

  @Test
  @DisplayName("a head without a block that was written to after it and its metadata were made")
  void emptiedHead() throws Exception {
    replica.layer(HEAD, SIZE).finish();
    created(HEAD, NOON);
    time(replica.file(HEAD), NOON.plus(AT_ONCE).plus(TICK));
    assertThat(chain().doubts())
        .singleElement()
        .asString()
        .startsWith(HEAD + " was written to at 2026-04-13T12:00:05.000000001Z, after it was made");
    time(replica.file(HEAD), NOON.plus(AT_ONCE));
    assertThat(chain().doubts()).as("at once").isEmpty();
  }

  @Test
  @DisplayName("a node's clock that goes before the engine's is no doubt of an empty head")
  void nodesClock() throws Exception {
    replica.layer(HEAD, SIZE).finish();
    Instant ahead = NOON.plusSeconds(3600);
    created(HEAD, NOON);
    time(replica.file(HEAD), ahead.plus(AT_ONCE));
    time(meta(HEAD), ahead);
    assertThat(chain().doubts()).isEmpty();
    time(replica.file(HEAD), ahead.plus(AT_ONCE).plus(TICK));
    assertThat(chain().doubts()).singleElement().asString().contains("may have been emptied");
  }

  /** What a backup was restored into, before noon; the snapshot it goes into is of noon. */
  private void restoring(String head) throws IOException {
    Path delta = Files.write(replica.file("volume-delta-one.img"), new byte[BLOCK]);
    time(delta, NOON.minusSeconds(60));
    time(replica.file(ONE), NOON);
    time(replica.file(head), NOON.plusSeconds(60));
  }

  @Test
  @DisplayName("a volume that was written to since was restored; one whose head is empty was not")
  void restoredOverAnOlderOne() throws Exception {
    replica.layer(ONE, SIZE).fill(1, 1).layer(HEAD, SIZE).finish();
    restoring(HEAD);
    assertThat(chain().doubts()).anySatisfy(d -> assertThat(d).contains("Restore that backup"));
    replica.fill(2, 2);
    restoring(HEAD);
    assertThat(chain().doubts()).isEmpty();
    time(replica.file(HEAD), NOON.minusSeconds(60));
    assertThat(chain().doubts()).as("written before it").hasSize(1);
    time(replica.file(ONE), NOON.minusSeconds(60).minus(TICK));
    assertThat(chain().doubts()).as("the snapshot was, too").isEmpty();
  }

  @Test
  @DisplayName(
      "nothing but zeros from end to end is a doubt, also beyond the first MiB and a piece")
  void zeros() throws Exception {
    int size = (1 << 20) + BLOCK + 512;
    replica = new MadeReplica(folder.resolve("pvc-d-0a1b2c3d"), size);
    replica.layer(HEAD, size).write(0, new byte[size]).finish();
    String zeros = HEAD + " holds nothing but zeros from end to end: it may have been emptied";
    assertThat(chain().doubts()).containsExactly(zeros);
    replica.write(size - 1, new byte[] {1});
    assertThat(chain().doubts()).isEmpty();
  }

  @Test
  @DisplayName("smaller than the layer above: told unless the expansion's snapshot tells its size")
  void grown() throws Exception {
    String expansion = LayerNames.expansionTo(SIZE);
    replica.layer(ONE, 8 * BLOCK).fill(1, 1).layer(HEAD, SIZE).fill(2, 2).finish();
    assertThat(chain().grown()).extracting(Layer::name).containsExactly(ONE);
    replica.layer(expansion, 8 * BLOCK);
    assertThat(chain().grown()).as("beside the chain, of that size").isEmpty();
    try (FileChannel channel =
        FileChannel.open(replica.file(expansion), StandardOpenOption.WRITE)) {
      channel.truncate(4 * BLOCK);
    }
    assertThat(chain().grown()).as("of another size").hasSize(1);
  }

  /** The head stands on the first snapshot, and another one lies beside it. */
  private void aside(Instant head, Instant taken) throws IOException {
    replica.layer(TWO, SIZE).fill(3, 3);
    Files.move(replica.file(TWO), replica.file("aside"));
    Files.delete(meta(TWO));
    replica = new MadeReplica(replica.directory(), SIZE);
    replica.layer(ONE, SIZE).fill(1, 1).layer(HEAD, SIZE).fill(2, 2).finish();
    Files.move(replica.file("aside"), replica.file(TWO));
    replica.layerMeta(TWO, ONE);
    created(ONE, NOON);
    created(HEAD, head);
    created(TWO, taken);
    time(replica.file(HEAD), head.plusSeconds(60));
  }

  @Test
  @DisplayName("a snapshot beside the chain that is younger than its head was of a later head")
  void youngerAside() throws Exception {
    Instant head = NOON.plusSeconds(600);
    aside(head, head.plusSeconds(6));
    assertThat(chain().doubts())
        .singleElement()
        .asString()
        .contains(TWO + " is no part of it", HEAD + " was made at " + head, "top=" + TWO);
    created(TWO, head.plusSeconds(5));
    assertThat(chain().doubts()).as("made at once").isEmpty();
    created(TWO, NOON.plusSeconds(300));
    assertThat(chain().doubts()).as("left behind by a revert").isEmpty();
    Files.delete(meta(TWO));
    assertThat(chain().doubts()).as("nobody knows when").isEmpty();
  }

  @Test
  @DisplayName(
      "beside a head that an expansion made, or of an expansion, times are by other clocks")
  void expansionAside() throws Exception {
    Instant head = NOON.plusSeconds(600);
    aside(head, head.plusSeconds(60));
    String expansion = LayerNames.expansionTo(SIZE);
    Files.move(replica.file(ONE), replica.file(expansion));
    Files.move(meta(ONE), meta(expansion));
    for (Path one : new Path[] {meta(HEAD), meta(TWO), replica.file("volume.meta")}) {
      Files.writeString(one, Files.readString(one).replace(ONE, expansion));
    }
    assertThat(chain().doubts()).isEmpty();
  }

  @Test
  @DisplayName("a snapshot that a human takes for the newest layer is not doubted for a later one")
  void topBesideALaterOne() throws Exception {
    aside(NOON.plusSeconds(600), NOON.plusSeconds(900));
    Files.delete(replica.file(HEAD));
    Files.delete(meta(HEAD));
    Files.delete(replica.file("volume.meta"));
    Chain top =
        ReplicaDirectory.at(replica.directory())
            .override(Overrides.parse(java.util.List.of("copied", "top=" + ONE)))
            .chain();
    assertThat(top.doubts()).noneMatch(doubt -> doubt.contains("is no part of it"));
  }
}
