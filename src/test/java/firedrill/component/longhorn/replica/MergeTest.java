package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {
  private static final int WINDOW = 64 << 20;
  private static final int SIZE = 4 * WINDOW;

  @TempDir Path folder;
  private Path directory;
  private Path image;

  /** Data in each of four windows, 256 MiB apparent. */
  @BeforeEach
  void make() throws IOException {
    directory = folder.resolve("vol-0a1b2c3d");
    image = folder.resolve("image.raw");
    MadeReplica replica = new MadeReplica(directory, SIZE);
    replica.layer("volume-snap-a.img", SIZE);
    Random random = new Random(7);
    for (int window = 0; window < 4; window++) {
      byte[] data = new byte[1 << 20];
      random.nextBytes(data);
      replica.write(window * WINDOW + (window << 20), data);
    }
    replica.layer("volume-head-001.img", SIZE).fill(3, 9).fill(20000, 8).finish();
  }

  private Merge merge() throws IOException {
    return Merge.of(ReplicaDirectory.at(directory).chain());
  }

  private byte[] content() throws IOException {
    return MadeReplica.read(MergedContent.of(ReplicaDirectory.at(directory).chain()));
  }

  /** Gives up after that many checkpoints. */
  private void interruptedAfter(int checkpoints) {
    int[] seen = {0};
    assertThatThrownBy(
            () ->
                merge()
                    .onProgress(
                        at -> {
                          if (++seen[0] == checkpoints) {
                            throw new UncheckedIOException(new IOException("enough"));
                          }
                        })
                    .into(image))
        .hasMessage("enough");
  }

  @Test
  void the_image_is_the_content_and_sparse() throws Exception {
    Merge.Result result = merge().into(image);
    assertThat(result.resumedAt()).isZero();
    assertThat(Files.size(image)).isEqualTo(SIZE).isEqualTo(result.size());
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
    try (Fd fd = Fd.open(image)) {
      assertThat(fd.stat().allocated()).isLessThan(6 << 20);
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("vol-0a1b2c3d", "image.raw");
  }

  @Test
  void zeros_that_a_layer_holds_hide_what_is_below_and_take_no_room() throws Exception {
    MadeReplica zeroed = new MadeReplica(folder.resolve("vol-zeroed00"), 16 << 20);
    byte[] data = new byte[8 << 20];
    Arrays.fill(data, (byte) 5);
    zeroed.layer("volume-snap-a.img", 16 << 20).write(1 << 20, data);
    byte[] mostlyZeros = new byte[8 << 20];
    mostlyZeros[5 << 20] = 1;
    zeroed.layer("volume-head-001.img", 16 << 20).write(1 << 20, mostlyZeros).finish();
    Merge.of(zeroed.chain()).into(image);
    assertThat(Arrays.mismatch(Files.readAllBytes(image), zeroed.model())).isEqualTo(-1);
    try (Fd fd = Fd.open(image)) {
      assertThat(fd.stat().allocated()).isEqualTo(MadeReplica.BLOCK);
    }
  }

  @Test
  void interrupted_it_goes_on_where_it_was() throws Exception {
    interruptedAfter(2);
    Merge.Result result = merge().into(image);
    assertThat(result.resumedAt()).isEqualTo(2L * WINDOW);
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void it_begins_anew_when_the_replica_is_another_now() throws Exception {
    interruptedAfter(2);
    try (FileChannel head =
        FileChannel.open(directory.resolve("volume-head-001.img"), StandardOpenOption.WRITE)) {
      head.write(ByteBuffer.wrap(new byte[4096]), 3 * 4096);
    }
    assertThat(merge().into(image).resumedAt()).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void a_journal_of_another_boot_or_one_cut_off_is_not_believed_too_far() throws Exception {
    interruptedAfter(3);
    Path journal = folder.resolve("image.raw.journal");
    String text = Files.readString(journal);
    Files.writeString(journal, text + "done 99999999");
    assertThat(merge().into(image).resumedAt()).isEqualTo(3L * WINDOW);
    Files.delete(image);
    Files.writeString(image, "old");
    Files.writeString(journal, text.replaceFirst("boot [0-9a-f]{8}", "boot 00000000"));
    assertThat(merge().into(image).resumedAt()).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void an_image_removed_or_cut_meanwhile_is_begun_anew_whatever_the_journal_says()
      throws Exception {
    interruptedAfter(2);
    Files.delete(image);
    assertThat(merge().into(image).resumedAt()).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
    Files.delete(image);
    interruptedAfter(3);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.truncate(WINDOW);
    }
    interruptedAfter(1);
    assertThat(merge().into(image).resumedAt()).isEqualTo(WINDOW);
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void a_journal_cut_off_anywhere_is_believed_as_far_as_its_last_whole_line() throws Exception {
    Chain chain = ReplicaDirectory.at(directory).chain();
    Path journal = folder.resolve("cut.journal");
    List<Long> reached = List.of(0L, 1L * WINDOW, 12L * WINDOW, 240L * WINDOW);
    try (MergeJournal whole = MergeJournal.open(journal, chain, true)) {
      reached.stream().skip(1).forEach(whole::reached);
    }
    byte[] bytes = Files.readAllBytes(journal);
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(journal, Arrays.copyOf(bytes, length));
      // Twice: what the first left must not say more than what it found.
      for (int turn = 0; turn < 2; turn++) {
        try (MergeJournal cut = MergeJournal.open(journal, chain, true)) {
          assertThat(cut.position()).as("cut at %s", length).isIn(reached);
        }
      }
    }
  }

  @Test
  void a_journal_of_any_bytes_behind_its_first_words_is_void() throws Exception {
    interruptedAfter(2);
    Path journal = folder.resolve("image.raw.journal");
    byte[] bytes = Files.readAllBytes(journal);
    int words = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(" boot ") + 1;
    bytes[words] = (byte) 0xff;
    bytes[words + 2] = '\n';
    Files.write(journal, bytes);
    assertThat(merge().into(image).resumedAt()).isZero();
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void an_engine_that_opens_the_replica_while_it_is_merged_is_noticed() throws Exception {
    Path head = directory.resolve("volume-head-001.img");
    Merge merge = merge();
    Untouched before = Untouched.now(directory);
    try (FileChannel engine = FileChannel.open(head, StandardOpenOption.WRITE)) {
      assertThat(engine.isOpen()).isTrue();
      assertThatThrownBy(() -> merge.into(image))
          .isInstanceOfSatisfying(
              ReplicaException.class, e -> assertThat(e.problem()).isEqualTo(Problem.OPEN))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThatThrownBy(this::merge).hasMessageContaining("is open for writing");
    }
    before.still();
    merge().into(image);
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  void a_file_that_no_merge_began_is_left_alone() throws Exception {
    Files.writeString(image, "precious");
    assertThatThrownBy(() -> merge().into(image)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(image).hasContent("precious");
  }

  @Test
  @DisplayName("a place that is not there, or is a directory, is named with what to do")
  void noPlace() throws Exception {
    Path nowhere = folder.resolve("no").resolve("such").resolve("image");
    assertThatThrownBy(() -> merge().into(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(nowhere.getParent() + " is not there");
    assertThatThrownBy(() -> merge().into(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("name a file");
  }

  @Test
  void the_image_is_never_put_into_the_replica() throws Exception {
    assertThatThrownBy(() -> merge().into(directory.resolve("image.raw")))
        .hasMessageContaining("never written to");
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
    assertThatThrownBy(() -> merge().into(link.resolve("image.raw")))
        .hasMessageContaining("never written to");
    assertThat(directory.toFile().list()).hasSize(5);
  }

  @Test
  @DisplayName(
      "interrupted in what is done last: the next call does that alone, and ends the journal")
  void interruptedAtTheEnd() throws Exception {
    Path journal = Merge.journal(image);
    assertThatThrownBy(
            () ->
                merge()
                    .last(
                        at -> {
                          throw new IOException("hashing");
                        })
                    .into(image))
        .hasMessage("hashing");
    assertThat(journal).exists();
    List<Path> given = new java.util.ArrayList<>();
    Merge.Result result = merge().last(given::add).into(image);
    assertThat(result.resumedAt()).isEqualTo(SIZE);
    assertThat(given).containsExactly(image);
    assertThat(journal).doesNotExist();
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  @Test
  @DisplayName("progress is told in order, to the end, and only of what is written")
  void progressInOrder() throws Exception {
    List<Long> told = new java.util.ArrayList<>();
    byte[] whole = content();
    merge()
        .onProgress(
            at -> {
              told.add(at);
              assertThat(writtenUpTo(at, whole)).as("up to " + at).isEqualTo(-1);
            })
        .into(image);
    assertThat(told).isSorted().doesNotHaveDuplicates().endsWith((long) SIZE);
    assertThat(told).hasSizeGreaterThan(3);
  }

  private int writtenUpTo(long end, byte[] whole) {
    try {
      byte[] now = Files.readAllBytes(image);
      return Arrays.mismatch(now, 0, (int) end, whole, 0, (int) end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("a volume whose size is no multiple of a window is told of once at its end")
  void endsOnce() throws Exception {
    MadeReplica small = new MadeReplica(folder.resolve("vol-small000"), 3 * MadeReplica.BLOCK);
    small.layer("volume-head-000.img", 3 * MadeReplica.BLOCK).fill(1, 5).finish();
    List<Long> told = new java.util.ArrayList<>();
    Merge.of(small.chain()).onProgress(told::add).into(image);
    assertThat(told).last().isEqualTo(3L * MadeReplica.BLOCK);
    assertThat(Files.readAllBytes(image)).isEqualTo(small.model());
  }

  /** Merges slowly, and tells how far it is. */
  static final class Merger {
    private Merger() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
      Chain chain = ReplicaDirectory.at(Path.of(arguments[0])).chain();
      Merge.of(chain)
          .onProgress(
              at -> {
                System.out.println(at);
                if (at == 2L * WINDOW) {
                  // Until killed.
                  while (true) {
                    java.util.concurrent.locks.LockSupport.park();
                  }
                }
              })
          .into(Path.of(arguments[1]));
    }
  }

  @Test
  @DisplayName("kill -9 in the middle: the next call goes on, and the image is right")
  void killed() throws Exception {
    Untouched before = Untouched.now(directory);
    ChildJvm.killedAt(
        String.valueOf(2L * WINDOW),
        ChildJvm.command(Merger.class, directory.toString(), image.toString()));
    before.still();
    assertThat(merge().into(image).resumedAt()).isEqualTo(2L * WINDOW);
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }
}
