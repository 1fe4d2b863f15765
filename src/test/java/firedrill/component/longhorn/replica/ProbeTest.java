package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers whose holes are not known, or of which a disk gives back no more than a part. */
class ProbeTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  /** More than is read at once, and no multiple of it. */
  private static final int SIZE = 600 * BLOCK + 512;

  private static final Overrides HOLES = Overrides.NONE.accept(Problem.NO_EXTENTS);
  private static final Overrides SECTORS = Overrides.NONE.accept(Problem.UNREADABLE);

  private static final String LOWEST =
      "mem: its holes are not known here, and as the lowest layer it needs none";
  private static final String UPPER =
      "mem: its holes are not known here, so all of it counts as data, and zeros in it hide what"
          + " older layers hold";
  private static final String BAD =
      "mem: 601 blocks of 4096 B cannot be read and are taken for zeros, at 0 to "
          + (601 * BLOCK - 1);

  @TempDir Path folder;
  private MadeReplica replica;
  private Layer broken;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-head-000.img", SIZE).fill(1, 1).finish();
    broken = BadDisk.layer(SIZE);
  }

  private Chain chain(Layer... layers) throws IOException {
    return replica.chain().of(List.of(layers));
  }

  private Chain onImage(Layer layer) throws IOException {
    replica.volumeMeta("/images/base");
    Path image = Files.write(folder.resolve("image"), new byte[512]);
    return ReplicaDirectory.at(replica.directory()).backing(image).chain().of(List.of(layer));
  }

  private static void warned(Chain chain, Overrides words, Set<Problem> met, String... warnings)
      throws IOException {
    Probe probe = new Probe(chain, words);
    List<String> said = new ArrayList<>();
    probe.look(said);
    assertThat(said).containsExactly(warnings);
    assertThat(probe.met()).isEqualTo(met);
  }

  private static ReplicaException refused(Chain chain, Overrides words) {
    ReplicaException refusal =
        catchThrowableOfType(
            ReplicaException.class, () -> new Probe(chain, words).look(new ArrayList<>()));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  @Test
  void the_lowest_layer_needs_no_holes_and_nobodys_word_for_it() throws Exception {
    Layer whole = replica.chain().head();
    warned(chain(broken), Overrides.NONE, Set.of(), LOWEST);
    warned(chain(broken), HOLES, Set.of(), LOWEST);
    warned(chain(broken, whole), Overrides.NONE, Set.of(), LOWEST);
  }

  @Test
  void an_upper_layer_without_its_holes_is_refused_with_the_word_that_takes_all_of_it_for_data()
      throws Exception {
    Layer whole = replica.chain().head();
    for (Chain chain : List.of(chain(whole, broken), onImage(broken))) {
      ReplicaException refusal = refused(chain, SECTORS);
      assertThat(refusal.problem()).isEqualTo(Problem.NO_EXTENTS);
      assertThat(refusal)
          .hasMessageStartingWith("/proc/self/mem: its holes cannot be found: ")
          .hasMessageEndingWith(
              "; a human who knows that it has no holes may have all of it taken for data"
                  + " (holes-unknown)");
      warned(chain, HOLES, Set.of(Problem.NO_EXTENTS), UPPER);
    }
  }

  @Test
  void what_cannot_be_opened_at_all_is_no_question_of_holes() throws Exception {
    Layer l = replica.chain().head();
    Layer gone =
        new Layer(folder.resolve("gone"), l.meta(), SIZE, SIZE, Instant.EPOCH, Optional.empty());
    ReplicaException refusal = refused(chain(gone), HOLES);
    assertThat(refusal.problem()).isEqualTo(Problem.UNREADABLE);
    assertThat(refusal).hasMessageNotContaining("holes-unknown");
  }

  @Test
  void bad_sectors_are_looked_for_on_a_humans_word_alone_and_each_layers_are_told()
      throws Exception {
    Layer whole = replica.chain().head();
    warned(chain(broken), SECTORS, Set.of(Problem.UNREADABLE), LOWEST, BAD);
    warned(chain(broken), Overrides.NONE, Set.of(), LOWEST);
    warned(
        chain(whole, broken, broken),
        SECTORS.accept(Problem.NO_EXTENTS),
        Set.of(Problem.NO_EXTENTS, Problem.UNREADABLE),
        UPPER,
        BAD,
        UPPER,
        BAD);
    warned(chain(whole), SECTORS, Set.of());
  }

  @Test
  void all_that_a_layer_holds_is_looked_at_to_its_end_and_no_further() throws Exception {
    byte[] data = new byte[SIZE - 300 * BLOCK];
    Arrays.fill(data, (byte) 7);
    MadeReplica late = new MadeReplica(folder.resolve("pvc-d-0a1b2c3d"), SIZE);
    late.layer("volume-head-000.img", SIZE).write(300 * BLOCK, data).finish();
    assertThat(late.chain("bad-sectors").warnings()).isEmpty();
    byte[] all = new byte[SIZE];
    for (int block : new int[] {0, 255, 256, 511, 512, 599, 600}) {
      BadDisk disk = new BadDisk(all, List.of(block));
      List<Long> bad = new ArrayList<>();
      FileSource source = new FileSource(Path.of("disk"), SIZE, disk, disk.whole(), bad::add);
      assertThat(Probe.badBlocks(source, SIZE, bad)).containsExactly((long) block * BLOCK);
    }
  }

  @Test
  void a_bad_block_that_several_reads_meet_is_told_once_and_in_its_order() throws Exception {
    BadDisk disk = new BadDisk(new byte[4 * BLOCK], List.of(2));
    List<Long> bad = new ArrayList<>(List.of(3L * BLOCK, 2L * BLOCK));
    FileSource source = new FileSource(Path.of("disk"), 4L * BLOCK, disk, disk.whole(), bad::add);
    assertThat(Probe.badBlocks(source, 4L * BLOCK, bad)).containsExactly(2L * BLOCK, 3L * BLOCK);
  }
}
