package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two ways in which a file system tells which ranges of a file are allocated. */
class ExtentsTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  /** More than either tells at once. */
  private static final int RANGES = 350;

  @TempDir Path folder;

  /** How it is asked. */
  enum Way {
    FIEMAP,
    SEEK;

    Extents open(Path file) throws IOException {
      Fd fd = Fd.open(file);
      if (this == SEEK) {
        return new SeekExtents(fd);
      }
      FiemapExtents extents = new FiemapExtents(fd);
      boolean supported = extents.supported();
      if (!supported) {
        extents.close();
      }
      assumeTrue(supported, "no FIEMAP where tests put their files");
      return extents;
    }
  }

  /** A hole behind each block of data, and before the first when that is not the file's first. */
  private Path file(int first, int ranges) throws IOException {
    Path file = folder.resolve("layer");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int range = 0; range < ranges; range++) {
        channel.write(ByteBuffer.wrap(new byte[BLOCK]), (first + 2L * range) * BLOCK);
      }
      SparseFile.extend(channel, (first + 2L * ranges) * BLOCK);
    }
    return file;
  }

  private static List<Extent> expected(int first, int ranges) {
    List<Extent> expected = new ArrayList<>();
    for (int range = 0; range < ranges; range++) {
      expected.add(new Extent((first + 2L * range) * BLOCK, BLOCK));
    }
    return expected;
  }

  private static void refused(String why, Path file, ThrowingCallable call) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, call);
    assertThat(refusal.problem()).isEqualTo(Problem.NO_EXTENTS);
    assertThat(refusal).hasMessageStartingWith(file + ": " + why);
    assertThat(refusal.file()).isEqualTo(file);
  }

  private Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    MadeReplica.run("mkfifo", pipe.toString());
    return pipe;
  }

  @ParameterizedTest
  @EnumSource
  void each_range_is_told_with_its_place_and_its_length(Way way) throws Exception {
    try (Extents extents = way.open(file(3, 5))) {
      assertThat(extents.from(0)).isEqualTo(expected(3, 5));
      assertThat(extents.from(4L * BLOCK)).isEqualTo(expected(3, 5).subList(1, 5));
      assertThat(extents.from(12L * BLOCK)).as("behind the last").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void more_ranges_than_are_told_at_once_follow_from_the_end_of_the_last(Way way) throws Exception {
    try (Extents extents = way.open(file(0, RANGES))) {
      List<Extent> all = new ArrayList<>();
      List<Extent> some = extents.from(0);
      // Memory is taken for so many, whatever a file system would tell.
      assertThat(some).hasSize(256);
      for (; !some.isEmpty(); some = extents.from(all.get(all.size() - 1).end())) {
        all.addAll(some);
      }
      assertThat(all).isEqualTo(expected(0, RANGES));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_offset_within_a_range_finds_that_range(Way way) throws Exception {
    try (Extents extents = way.open(file(0, 3))) {
      List<Extent> found = extents.from(2L * BLOCK + 512);
      assertThat(found).extracting(Extent::end).containsExactly(3L * BLOCK, 5L * BLOCK);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_file_that_is_one_hole_has_none(Way way) throws Exception {
    try (Extents extents = way.open(file(8, 0))) {
      assertThat(extents.from(0)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void its_file_is_open_until_it_is_closed(Way way) throws Exception {
    Path file = file(0, 1);
    try (Extents extents = way.open(file)) {
      assertThat(extents.from(0)).hasSize(1);
      assertThat(OpenFiles.of(file)).isOne();
    }
    assertThat(OpenFiles.of(file)).isZero();
  }

  @Test
  void blocks_that_are_allocated_and_were_never_written_are_told_by_fiemap_alone()
      throws Exception {
    int size = 16 * BLOCK;
    MadeReplica replica = new MadeReplica(folder.resolve("r"), size);
    replica.layer("volume-head-000.img", size).allocate(5, 2);
    try (Extents extents = Way.FIEMAP.open(replica.top())) {
      assertThat(extents.from(0)).containsExactly(new Extent(5L * BLOCK, 2L * BLOCK));
    }
    try (Extents extents = Way.SEEK.open(replica.top())) {
      assertThat(extents.from(0)).isEmpty();
    }
  }

  @Test
  void where_there_is_no_fiemap_that_is_found_out_and_no_answer_is_made_up() throws Exception {
    Path pipe = pipe();
    try (FiemapExtents extents = new FiemapExtents(Fd.open(pipe))) {
      assertThat(extents.supported()).isFalse();
      refused("its extents cannot be read: ", pipe, () -> extents.from(0));
    }
  }

  @Test
  void where_no_holes_can_be_looked_for_that_is_an_error_and_not_an_empty_file() throws Exception {
    Path pipe = pipe();
    try (SeekExtents extents = new SeekExtents(Fd.open(pipe))) {
      refused("its holes cannot be found: ", pipe, () -> extents.from(0));
    }
  }
}
