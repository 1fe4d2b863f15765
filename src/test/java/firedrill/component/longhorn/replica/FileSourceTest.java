package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import firedrill.files.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer's file: what of it is the layer's, and what cannot be read of it. */
class FileSourceTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  private static final int SIZE = 2 << 20;

  @TempDir Path folder;
  private Path memory;

  /** On a file system that has no FIEMAP. */
  private Path inMemory() throws IOException {
    Path shared = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(shared) && "tmpfs".equals(Files.getFileStore(shared).type()),
        "no tmpfs here");
    memory = Files.createTempDirectory(shared, "layer");
    return memory.resolve("layer.img");
  }

  @AfterEach
  void forget() throws IOException {
    if (memory != null) {
      Trees.delete(memory);
    }
  }

  /** Data from one offset to another; the rest is a hole. */
  private static Path written(Path file, int from, int to) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] data = new byte[to - from];
      Arrays.fill(data, (byte) 7);
      channel.write(ByteBuffer.wrap(data), from);
      SparseFile.extend(channel, SIZE);
    }
    return file;
  }

  private static List<Extent> ranges(Path file, long allocated, boolean anyHoles)
      throws IOException {
    try (FileSource source = FileSource.open(file, SIZE, allocated, anyHoles, null)) {
      return source.from(0);
    }
  }

  private static ReplicaException refused(Problem problem, ThrowingCallable call) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, call);
    assertThat(refusal).as("refused with %s", problem).isNotNull();
    assertThat(refusal.problem()).as(refusal.getMessage()).isEqualTo(problem);
    return refusal;
  }

  @Test
  void a_file_system_that_calls_all_of_it_data_is_believed_when_all_of_it_is_allocated()
      throws Exception {
    Path file = written(inMemory(), 0, SIZE);
    assertThat(ranges(file, SIZE, false)).containsExactly(new Extent(0, SIZE));
    assertThat(ranges(file, SIZE + BLOCK, false)).containsExactly(new Extent(0, SIZE));
  }

  @Test
  void one_that_calls_all_of_it_data_and_has_not_allocated_it_does_not_know_its_holes()
      throws Exception {
    Path file = written(inMemory(), 0, SIZE);
    int less = SIZE - BLOCK;
    assertThat(refused(Problem.NO_EXTENTS, () -> FileSource.open(file, SIZE, less)))
        .hasMessageStartingWith(file + ": the file system calls all of it data though only ")
        .hasMessageContaining(" only " + less + " of " + SIZE + " B are allocated");
    assertThat(OpenFiles.of(file)).as("open after the refusal").isZero();
  }

  @Test
  void one_that_tells_of_any_hole_knows_them_whatever_is_allocated() throws Exception {
    Path file = inMemory();
    int middle = SIZE / 2;
    assertThat(ranges(written(file, 0, 0), 0, false)).as("one hole").isEmpty();
    assertThat(ranges(written(file, middle, SIZE), 0, false))
        .as("a hole at the beginning")
        .containsExactly(new Extent(middle, middle));
    Files.delete(file);
    assertThat(ranges(written(file, 0, middle), 0, false))
        .as("a hole at the end")
        .containsExactly(new Extent(0, middle));
    assertThat(ranges(written(file, middle + BLOCK, SIZE), 0, false))
        .as("a hole in the middle")
        .containsExactly(new Extent(0, middle), new Extent(middle + BLOCK, middle - BLOCK));
  }

  @Test
  void where_the_holes_are_not_known_all_of_it_counts_if_that_was_asked_for() throws Exception {
    Path file = written(inMemory(), 0, SIZE);
    try (FileSource source = FileSource.open(file, SIZE, 0, true, null)) {
      assertThat(source.from(0)).containsExactly(new Extent(0, SIZE));
      assertThat(source.from(SIZE - 1)).containsExactly(new Extent(0, SIZE));
      assertThat(source.from(SIZE)).isEmpty();
      ByteBuffer some = ByteBuffer.allocate(BLOCK);
      source.read(SIZE - BLOCK, some);
      assertThat(some.array()).containsOnly(7);
    }
    assertThat(OpenFiles.of(file)).as("open after it was closed").isZero();
  }

  @Test
  void a_layer_is_read_without_its_holes_when_it_is_the_lowest_or_a_human_says_so()
      throws Exception {
    Layer broken = BadDisk.layer(SIZE);
    assertThat(refused(Problem.NO_EXTENTS, () -> FileSource.open(broken, Overrides.NONE, false)))
        .hasMessageContaining("its holes cannot be found");
    Overrides said = Overrides.NONE.accept(Problem.NO_EXTENTS);
    for (FileSource source :
        List.of(
            FileSource.open(broken, Overrides.NONE, true), FileSource.open(broken, said, false))) {
      try (source) {
        assertThat(source.size()).isEqualTo(SIZE);
        assertThat(source.from(0)).containsExactly(new Extent(0, SIZE));
      }
    }
  }

  @Test
  void a_layer_that_cannot_be_read_is_zeros_on_a_humans_word_and_else_refused() throws Exception {
    Layer broken = BadDisk.layer(SIZE);
    ByteBuffer into = ByteBuffer.allocate(3 * BLOCK);
    Arrays.fill(into.array(), (byte) 99);
    try (FileSource source = FileSource.open(broken, Overrides.NONE, true)) {
      assertThat(refused(Problem.UNREADABLE, () -> source.read(BLOCK, into)))
          .hasMessageContaining("cannot be read at " + BLOCK + ": ")
          .hasMessageContaining("(bad-sectors)");
    }
    Overrides said = Overrides.NONE.accept(Problem.UNREADABLE);
    try (FileSource source = FileSource.open(broken, said, true)) {
      source.read(BLOCK, into);
    }
    assertThat(into.hasRemaining()).isFalse();
    assertThat(into.array()).containsOnly(0);
  }

  @Test
  void a_file_that_cannot_be_opened_is_refused_though_any_holes_would_do() {
    Path none = folder.resolve("none");
    assertThat(refused(Problem.UNREADABLE, () -> FileSource.open(none, SIZE, SIZE, true, null)))
        .hasMessageStartingWith(none + ": cannot be opened for reading");
  }

  @Test
  void blocks_that_are_kept_beyond_the_end_of_a_file_are_none_of_it() throws Exception {
    Path file = written(folder.resolve("layer"), 0, BLOCK);
    String size = String.valueOf(SIZE);
    MadeReplica.run("fallocate", "-n", "-o", size, "-l", size, file.toString());
    try (FileSource source = FileSource.open(file, SIZE, 2L * SIZE)) {
      assertThat(source.size()).isEqualTo(SIZE);
      assertThat(source.from(SIZE)).isEmpty();
      assertThat(source.from(SIZE + BLOCK)).isEmpty();
    }
  }

  @Test
  void a_file_that_ends_before_it_should_was_changed_while_it_was_read() throws Exception {
    Path file = written(folder.resolve("layer"), 0, SIZE);
    try (FileSource source = FileSource.open(file, SIZE, SIZE)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(5 * BLOCK);
      }
      ByteBuffer into = ByteBuffer.allocate(4 * BLOCK);
      assertThat(refused(Problem.CHANGED, () -> source.read(2L * BLOCK, into)))
          .hasMessage(file + ": ended at " + 5 * BLOCK + " B while it was read; it had " + SIZE);
    }
  }

  @Test
  void what_it_opened_it_closes() throws Exception {
    Path file = written(folder.resolve("layer"), 0, BLOCK);
    try (FileSource source = FileSource.open(file, SIZE, SIZE)) {
      assertThat(source.from(0)).isNotEmpty();
      assertThat(OpenFiles.of(file)).isEqualTo(2);
    }
    assertThat(OpenFiles.of(file)).isZero();
  }

  private static FileSource on(BadDisk disk, long size, List<Long> bad) {
    return new FileSource(Path.of("disk"), size, disk, disk.whole(), bad::add);
  }

  private static byte[] sevens(int blocks) {
    byte[] data = new byte[blocks * BLOCK];
    Arrays.fill(data, (byte) 7);
    return data;
  }

  @Test
  void a_read_that_begins_or_ends_within_a_bad_block_loses_that_block_and_no_more()
      throws Exception {
    byte[] all = sevens(4);
    byte[] left = all.clone();
    Arrays.fill(left, BLOCK, 2 * BLOCK, (byte) 0);
    for (int from :
        new int[] {0, 100, BLOCK - 1, BLOCK, BLOCK + 100, 2 * BLOCK - 1, 2 * BLOCK, 3 * BLOCK}) {
      for (int length : new int[] {1, 2, 300, BLOCK, 2 * BLOCK, 4 * BLOCK - from}) {
        if (from + length <= all.length) {
          List<Long> bad = new ArrayList<>();
          ByteBuffer into = ByteBuffer.allocate(length);
          on(new BadDisk(all, List.of(1)), all.length, bad).read(from, into);
          String read = length + " B at " + from;
          assertThat(into.array())
              .as(read)
              .isEqualTo(Arrays.copyOfRange(left, from, from + length));
          boolean touched = from < 2 * BLOCK && from + length > BLOCK;
          assertThat(bad).as(read).isEqualTo(touched ? List.of((long) BLOCK) : List.of());
        }
      }
    }
  }

  @Test
  void a_file_that_ends_behind_a_bad_block_is_not_filled_up_with_zeros() {
    List<Long> bad = new ArrayList<>();
    FileSource source = on(new BadDisk(sevens(4), List.of(1)), 6L * BLOCK, bad);
    assertThat(refused(Problem.CHANGED, () -> source.read(0, ByteBuffer.allocate(6 * BLOCK))))
        .hasMessage("disk: ended at " + 4 * BLOCK + " B while it was read; it had " + 6 * BLOCK);
    assertThat(bad).containsExactly((long) BLOCK);
  }

  @Test
  void a_source_that_was_closed_is_no_bad_disk() throws Exception {
    Path file = written(folder.resolve("layer"), 0, SIZE);
    List<Long> bad = new ArrayList<>();
    FileSource source = FileSource.open(file, SIZE, SIZE, false, bad::add);
    source.close();
    refused(Problem.UNREADABLE, () -> source.read(0, ByteBuffer.allocate(BLOCK)));
    assertThat(bad).isEmpty();
  }
}
