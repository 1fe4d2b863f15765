package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are larger than the disk, or than its file system's files may be. */
class MergeRoomTest {
  private static final int SIZE = 8 * MadeReplica.BLOCK;

  /** Other tests give back what they took of the disk. */
  private static final long MARGIN = 64L << 30;

  /** A file of that size fits into any file system that tests are likely to run on, bytes. */
  private static final long LARGEST = 8L << 40;

  @TempDir Path folder;
  private MadeReplica replica;
  private Path image;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), SIZE);
    replica.layer("volume-head-000.img", SIZE).fill(1, 7).finish();
    image = folder.resolve("image");
  }

  /** Of a volume that says to be larger than its head is. */
  private Chain ofSize(long size) throws IOException {
    Chain c = replica.chain();
    VolumeMeta v = c.volume();
    VolumeMeta larger =
        new VolumeMeta(
            size,
            v.head(),
            v.dirty(),
            v.rebuilding(),
            v.error(),
            v.parent(),
            v.sectorSize(),
            v.backingFile(),
            v.encrypted());
    return new Chain(
        c.directory(),
        larger,
        c.layers(),
        c.base(),
        c.warnings(),
        c.doubts(),
        c.unvouched(),
        c.grown(),
        c.said());
  }

  private long moreThanThereIs() throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace() + MARGIN;
    assumeTrue(room < LARGEST, "a file system may not hold a file that is larger than this disk");
    return room - room % MadeReplica.BLOCK;
  }

  private Path sparse(String name, long size) throws IOException {
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      SparseFile.extend(channel, size);
    }
    return file;
  }

  @Test
  void a_volume_that_is_larger_than_the_disk_is_merged_when_its_data_are_not() throws Exception {
    long size = moreThanThereIs();
    assertThat(Merge.of(ofSize(size)).into(image)).isEqualTo(new Merge.Result(image, size, 0));
    assertThat(Files.size(image)).isEqualTo(size);
    try (Fd fd = Fd.open(image)) {
      assertThat(fd.stat().allocated()).isEqualTo(MadeReplica.BLOCK);
    }
  }

  /** All of a raw backing image may be data. */
  private Chain onImageWithoutRoom() throws IOException {
    long size = moreThanThereIs();
    replica.volumeMeta("/images/base");
    Path base = sparse("base", size);
    Chain small = ReplicaDirectory.at(replica.directory()).backing(base).chain();
    assertThat(small.base()).isPresent();
    Chain whole = ofSizeOn(size, small);
    assertThat(MergedContent.of(whole).allocated()).isEqualTo(size);
    return whole;
  }

  private Chain ofSizeOn(long size, Chain onBase) throws IOException {
    replica.volumeMeta("");
    Chain c = ofSize(size);
    return new Chain(
        c.directory(),
        c.volume(),
        c.layers(),
        onBase.base(),
        c.warnings(),
        c.doubts(),
        c.unvouched(),
        c.grown(),
        c.said());
  }

  private ReplicaException full(Merge merge) {
    ReplicaException refusal =
        catchThrowableOfType(ReplicaException.class, () -> merge.into(image));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).as(refusal.getMessage()).isEqualTo(Problem.DISK_FULL);
    assertThat(refusal.file()).isEqualTo(image);
    return refusal;
  }

  @Test
  void data_that_may_need_more_than_there_is_are_not_begun_to_be_merged() throws Exception {
    Chain chain = onImageWithoutRoom();
    assertThat(full(Merge.of(chain)))
        .hasMessageContaining("needs up to " + chain.volume().size() + " B and there are ")
        .hasMessageContaining(" free; nothing was written");
    assertThat(image).doesNotExist();
    assertThat(Merge.journal(image)).doesNotExist();
  }

  @Test
  void an_image_that_must_be_begun_anew_needs_that_room_too() throws Exception {
    Chain chain = onImageWithoutRoom();
    Files.writeString(image, "of a merge that was cut off in its first words");
    Files.writeString(Merge.journal(image), "firedrill merge", StandardCharsets.US_ASCII);
    assertThat(full(Merge.of(chain))).hasMessageContaining("needs up to ");
    assertThat(Files.size(image)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"write: No space left on device", "Disk quota exceeded"})
  void a_disk_that_fills_up_meanwhile_is_called_so_and_the_merge_goes_on_with_room(String said)
      throws Exception {
    IOException cause = new IOException(said);
    Merge writing =
        Merge.of(replica.chain())
            .onProgress(
                at -> {
                  throw new UncheckedIOException(cause);
                });
    assertThat(full(writing))
        .hasMessageContaining("make room and merge again: it goes on where it stopped")
        .hasCause(cause);
    Merge hashing =
        Merge.of(replica.chain())
            .last(
                merged -> {
                  throw cause;
                });
    assertThat(full(hashing)).hasCause(cause);
    assertThat(Merge.of(replica.chain()).into(image).resumedAt()).isEqualTo(SIZE);
    assertThat(image).hasBinaryContent(replica.model());
  }

  @Test
  void any_other_failure_is_told_as_it_is() throws Exception {
    IOException wordless = new IOException();
    ReplicaException of = new ReplicaException(Problem.CHANGED, image, "was written to");
    for (IOException failure : new IOException[] {wordless, of}) {
      Merge.Last last =
          merged -> {
            throw failure;
          };
      assertThat(catchThrowable(() -> Merge.of(replica.chain()).last(last).into(image)))
          .isSameAs(failure);
      Merge told =
          Merge.of(ofSize(2 * SIZE))
              .onProgress(
                  at -> {
                    throw new UncheckedIOException(failure);
                  });
      assertThat(catchThrowable(() -> told.into(image))).isSameAs(failure);
    }
  }

  @Test
  void a_file_system_that_holds_no_file_of_that_size_is_said_to_be_one() throws Exception {
    long size = 1L << 62;
    boolean anySize;
    try {
      sparse("probe", size);
      anySize = true;
    } catch (IOException e) {
      anySize = false;
    }
    assumeFalse(anySize, "this file system holds files of any size");
    Chain chain = ofSize(size);
    assertThatThrownBy(() -> Merge.of(chain).into(image))
        .hasMessageStartingWith(image + " cannot become " + size + " B long (")
        .hasMessageEndingWith("Name a disk with ext4 or xfs")
        .hasCauseInstanceOf(IOException.class);
  }
}
