package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.component.longhorn.replica.Copied.Finding;
import firedrill.component.longhorn.replica.Copied.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a copy is told by, at the edges: to the nanosecond, the block, the layer. Files are real;
 * when they were made and what they occupy is said of them, as no test can set it.
 */
class CopiedEdgesTest {
  private static final int BLOCK = MadeReplica.BLOCK;
  private static final int SIZE = 3 * BLOCK + 512;
  private static final String SNAPSHOT = "volume-snap-a.img";
  private static final String HEAD = "volume-head-009.img";
  private static final Duration TICK = Duration.ofNanos(1);

  private static final String FULL =
      " allocated from end to end, with zeros where an older layer has data: ";
  private static final String WRITTEN = "written all over, or copied";
  private static final String PROGRAM =
      " by a program that knows no holes (cp --sparse=never, scp, rsync)";
  private static final String SAY =
      ". Merge the original in place, or copy it with tar -S; a human who knows that all of it was"
          + " written may say so (holes-lost)";
  private static final String SURVIVED = "; blocks of zeros have survived it";
  private static final String LOST =
      ", and no block of zeros is left in it: cp and cp --sparse=always make holes of them, through"
          + " which older data shows";
  private static final String TAR =
      ". Merge the original in place; if tar -S made this copy, say so: copied, or --exact-copies"
          + " for all";

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("r"), SIZE);
  }

  private MadeReplica snapshot() throws IOException {
    return replica.layer(SNAPSHOT, SIZE);
  }

  /** As it is without a copy: a layer and its file are made, and written to, at one time. */
  private Chain chain() throws IOException {
    replica.finish();
    Chain read =
        ReplicaDirectory.at(replica.directory())
            .accept(Problem.HOLES_LOST)
            .accept(Problem.COPIED)
            .chain();
    return read.of(
        read.layers().stream()
            .map(l -> times(l, Optional.of(l.modified()), Optional.of(l.modified())))
            .toList());
  }

  private static Layer times(Layer l, Optional<Instant> created, Optional<Instant> born) {
    LayerMeta m = l.meta();
    var meta = new LayerMeta(m.parent(), m.removed(), m.userCreated(), m.parentSaid(), created);
    return new Layer(l.file(), meta, l.size(), l.allocated(), l.modified(), born);
  }

  private static Layer occupying(Layer l, long bytes) {
    return new Layer(l.file(), l.meta(), l.size(), bytes, l.modified(), l.born());
  }

  /** Its file came after it was written to for the last time. */
  private static Layer keptTimes(Layer l) {
    return times(l, l.meta().created(), Optional.of(l.modified().plus(TICK)));
  }

  private static Layer createdBefore(Layer l, Duration before) {
    return times(l, Optional.of(l.modified().minus(before)), l.born());
  }

  private static Chain head(Chain chain, UnaryOperator<Layer> change) {
    return with(chain, chain.layers().size() - 1, change);
  }

  private static Chain with(Chain chain, int layer, UnaryOperator<Layer> change) {
    List<Layer> layers = new ArrayList<>(chain.layers());
    layers.set(layer, change.apply(layers.get(layer)));
    return chain.of(layers);
  }

  private Chain onBase(Chain c) throws IOException {
    Path image = Files.write(folder.resolve("image"), new byte[512]);
    return new Chain(
        c.directory(),
        c.volume(),
        c.layers(),
        Optional.of(new BackingImage(image)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        c.said());
  }

  private static void isFull(Chain chain, Weight weight, String names, String how)
      throws IOException {
    assertThat(Copied.look(chain))
        .contains(new Finding(Problem.HOLES_LOST, weight, names + FULL + how + PROGRAM, SAY));
  }

  private static void isCopied(Chain chain, Weight weight, String text, String remedy)
      throws IOException {
    Finding finding = new Finding(Problem.COPIED, weight, text, remedy);
    assertThat(Copied.look(chain)).contains(finding);
    assertThat(finding.withRemedy()).isEqualTo(text + remedy);
  }

  private static void isNothing(Chain chain) throws IOException {
    assertThat(Copied.look(chain)).isEmpty();
  }

  private static byte[] data(int size) {
    byte[] data = new byte[size];
    Arrays.fill(data, (byte) 5);
    return data;
  }

  /** The top layer is written from end to end, with zeros in one block. */
  private MadeReplica full(int zeros) throws IOException {
    byte[] data = data(SIZE);
    Arrays.fill(data, zeros * BLOCK, Math.min((zeros + 1) * BLOCK, SIZE), (byte) 0);
    return replica.write(0, data);
  }

  private Chain fullHead() throws IOException {
    snapshot().fill(1, 1).fill(2, 1).layer(HEAD, SIZE);
    full(2);
    return chain();
  }

  @Test
  @DisplayName("one full layer is odd when its times are known, and doubted when one is not")
  void oneFull() throws Exception {
    Chain chain = fullHead();
    isFull(chain, Weight.ODD, HEAD + " is", WRITTEN);
    String unknown = WRITTEN + " (when its file was made is not known here)";
    Optional<Instant> none = Optional.empty();
    Chain noMade = head(chain, l -> times(l, none, l.born()));
    isFull(noMade, Weight.DOUBT, HEAD + " is", unknown);
    Chain noBorn = head(chain, l -> times(l, l.meta().created(), none));
    isFull(noBorn, Weight.DOUBT, HEAD + " is", unknown);
  }

  @Test
  @DisplayName("a full layer is a copy when its file came more than five seconds after it")
  void bornLate() throws Exception {
    Duration step = Duration.ofSeconds(5);
    Chain chain = fullHead();
    isFull(head(chain, l -> createdBefore(l, step)), Weight.ODD, HEAD + " is", WRITTEN);
    Chain late = head(chain, l -> createdBefore(l, step.plus(TICK)));
    isFull(late, Weight.CERTAIN, HEAD + " is", "copied");
    isFull(head(chain, CopiedEdgesTest::keptTimes), Weight.CERTAIN, HEAD + " is", "copied");
  }

  @Test
  @DisplayName("several full layers are a copy; the oldest is named, the others are counted")
  void severalFull() throws Exception {
    snapshot().fill(1, 1).fill(2, 1).layer("volume-snap-b.img", SIZE);
    full(1).layer("volume-snap-c.img", SIZE);
    full(2).layer(HEAD, SIZE);
    isFull(chain(), Weight.CERTAIN, "volume-snap-b.img and 1 more are", "copied");
    full(0);
    isFull(chain(), Weight.CERTAIN, "volume-snap-b.img and 2 more are", "copied");
  }

  @Test
  @DisplayName("a layer with a hole is not full, whatever it occupies: first, between, at the end")
  void holes() throws Exception {
    for (int hole = 0; hole < 4; hole++) {
      replica = new MadeReplica(folder.resolve("hole" + hole), SIZE);
      snapshot().write(0, data(SIZE)).layer(HEAD, SIZE);
      for (int block = 0; block < 4; block++) {
        if (block != hole) {
          replica.write(block * BLOCK, new byte[Math.min(BLOCK, SIZE - block * BLOCK)]);
        }
      }
      isNothing(head(chain(), l -> occupying(l, 8L * BLOCK)));
    }
  }

  @Test
  @DisplayName("a layer that occupies less than its size is not full")
  void occupies() throws Exception {
    Chain chain = fullHead();
    isNothing(head(chain, l -> occupying(l, SIZE - 1)));
    isFull(head(chain, l -> occupying(l, SIZE)), Weight.ODD, HEAD + " is", WRITTEN);
  }

  @Test
  @DisplayName("extents that end where the layer does make it full")
  void evenSize() throws Exception {
    int size = 2 * BLOCK;
    replica = new MadeReplica(folder.resolve("even"), size);
    replica.layer(SNAPSHOT, size).fill(1, 1).layer(HEAD, size).fill(0, 5).fill(1, 0);
    isFull(chain(), Weight.ODD, HEAD + " is", WRITTEN);
  }

  @Test
  @DisplayName("zeros over zeros hide nothing; those of a short last block over data do")
  void hides() throws Exception {
    snapshot().fill(1, 1).layer(HEAD, SIZE);
    full(2);
    isNothing(chain());
    replica = new MadeReplica(folder.resolve("short"), SIZE);
    snapshot().fill(2, 1).write(3 * BLOCK, new byte[] {1}).layer(HEAD, SIZE);
    full(3);
    isFull(chain(), Weight.ODD, HEAD + " is", WRITTEN);
  }

  @Test
  @DisplayName("above a backing image alone any block of zeros in a full layer counts")
  void aboveBase() throws Exception {
    snapshot();
    full(3).layer(HEAD, SIZE).fill(1, 7);
    isNothing(chain());
    isFull(onBase(chain()), Weight.ODD, SNAPSHOT + " is", WRITTEN);
    replica = new MadeReplica(folder.resolve("data"), SIZE);
    snapshot().write(0, data(SIZE)).layer(HEAD, SIZE).fill(1, 7);
    isNothing(onBase(chain()));
  }

  @Test
  @DisplayName("a block of zeros is found beyond the first MiB of a layer, up to its end")
  void beyondMebibyte() throws Exception {
    int size = 300 * BLOCK + 512;
    byte[] data = data(size);
    replica = new MadeReplica(folder.resolve("large"), size);
    replica.layer(SNAPSHOT, size).write(0, data).layer(HEAD, size);
    isNothing(onBase(chain()));
    replica = new MadeReplica(folder.resolve("zeros"), size);
    Arrays.fill(data, 300 * BLOCK, size, (byte) 0);
    replica.layer(SNAPSHOT, size).write(0, data).layer(HEAD, size);
    isFull(onBase(chain()), Weight.ODD, SNAPSHOT + " is", WRITTEN);
  }

  @Test
  @DisplayName("kept times are a copy: certain when no zeros are left above the oldest layer")
  void kept() throws Exception {
    String older =
        " older than the file itself, so this is a copy (or the clock was wrong when it was"
            + " written)";
    snapshot().fill(0, 0).fill(1, 1).layer(HEAD, SIZE).fill(1, 7);
    Chain chain = with(chain(), 0, CopiedEdgesTest::keptTimes);
    isCopied(chain, Weight.CERTAIN, SNAPSHOT + " is" + older + LOST, TAR);
    isCopied(onBase(chain), Weight.ODD, SNAPSHOT + " is" + older + SURVIVED, "");
    Chain both = head(chain, CopiedEdgesTest::keptTimes);
    isCopied(both, Weight.CERTAIN, SNAPSHOT + " and 1 more are" + older + LOST, TAR);
    replica.fill(2, 0);
    Chain zeros = head(chain(), CopiedEdgesTest::keptTimes);
    String survived = HEAD + " is" + older + SURVIVED;
    isCopied(zeros, Weight.ODD, survived, "");
    isNothing(zeros.of(List.of(zeros.head())));
    isCopied(onBase(zeros.of(List.of(zeros.head()))), Weight.ODD, survived, "");
  }

  @Test
  @DisplayName("a head's file that came more than a minute after the head is a copy, or may be")
  void headLater() throws Exception {
    Duration apart = Duration.ofMinutes(1);
    snapshot().fill(0, 0).fill(1, 1).layer(HEAD, SIZE).fill(1, 7);
    isNothing(head(chain(), l -> createdBefore(l, apart)));
    isNothing(with(chain(), 0, l -> createdBefore(l, apart.plus(TICK))));
    isNothing(head(chain(), l -> times(l, Optional.empty(), l.born())));
    Chain later = head(chain(), l -> createdBefore(l, apart.plus(TICK)));
    isCopied(later, Weight.DOUBT, madeLater(later) + LOST, TAR);
    replica.fill(2, 0);
    Chain zeros = head(chain(), l -> createdBefore(l, apart.plus(TICK)));
    isCopied(zeros, Weight.ODD, madeLater(zeros) + SURVIVED, "");
  }

  private static String madeLater(Chain chain) {
    return HEAD
        + " was made at "
        + chain.head().meta().created().orElseThrow()
        + " and its file later: this is a copy (or a clock was wrong)";
  }
}
