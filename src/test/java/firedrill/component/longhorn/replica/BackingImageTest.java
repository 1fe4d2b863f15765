package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A raw image that a volume stands on: all of it is content, and what is none is refused. */
class BackingImageTest {
  @TempDir Path folder;

  private Path image(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 7);
    return Files.write(folder.resolve("image-" + bytes), content);
  }

  private static void refused(Problem problem, String why, ThrowingCallable call) {
    ReplicaException refusal = catchThrowableOfType(ReplicaException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(problem);
    assertThat(refusal).hasMessageContaining(why);
  }

  private static void notOpened(Path image, String why) {
    refused(Problem.BACKING_IMAGE, why, () -> new BackingImage(image).open().close());
  }

  @Test
  @DisplayName("all of it belongs to it, from any place on, and nothing beyond its end")
  void content() throws Exception {
    try (LayerSource source = new BackingImage(image(1024)).open()) {
      assertThat(source.size()).isEqualTo(1024);
      assertThat(source.from(0)).isEqualTo(List.of(new Extent(0, 1024)));
      assertThat(source.from(1023)).isEqualTo(List.of(new Extent(1023, 1)));
      assertThat(source.from(1024)).isEmpty();
      ByteBuffer some = ByteBuffer.allocate(24);
      source.read(1000, some);
      assertThat(some.hasRemaining()).isFalse();
      assertThat(some.array()).containsOnly(7);
    }
  }

  @Test
  @DisplayName("one that is not there, no file, or a link is not opened; one of a sector is")
  void kinds() throws Exception {
    notOpened(folder.resolve("none"), "the backing image cannot be opened");
    notOpened(folder, "is not a regular file");
    Path one = image(512);
    notOpened(Files.createSymbolicLink(folder.resolve("link"), one), "is a symbolic link");
    new BackingImage(one).open().close();
    notOpened(image(3), "has 3 B, and a backing image is a multiple of 512");
  }

  @Test
  @DisplayName("one that becomes shorter while it is read is noticed")
  void shorter() throws Exception {
    Path image = image(1024);
    try (LayerSource source = new BackingImage(image).open()) {
      try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
        channel.truncate(600);
      }
      refused(
          Problem.CHANGED,
          "became shorter than 1024 B",
          () -> source.read(512, ByteBuffer.allocate(512)));
    }
  }

  @Test
  @DisplayName("where neither volume.meta nor the saved Volume names one, a given one is left out")
  void notNamed() throws Exception {
    int size = 8 * MadeReplica.BLOCK;
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), size);
    replica.layer("volume-head-000.img", size).fill(1, 1).finish();
    Path image = image(size);
    Chain chain = ReplicaDirectory.at(replica.directory()).backing(image).chain();
    assertThat(chain.base()).isEmpty();
    assertThat(chain.warnings())
        .containsExactly("volume.meta names no backing image, so " + image + " is left out");
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
  }

  @Test
  @DisplayName("below the oldest layer it shows through, as far as it goes")
  void belowAll() throws Exception {
    int size = 8 * MadeReplica.BLOCK;
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0a1b2c3d"), size);
    replica.layer("volume-head-000.img", size).fill(1, 1).fill(2, 0);
    replica.volumeMeta("/images/base");
    Path image = image(3 * MadeReplica.BLOCK + 512);
    Chain chain = ReplicaDirectory.at(replica.directory()).backing(image).chain();
    byte[] all = MadeReplica.read(MergedContent.of(chain));
    int[] expected = {7, 1, 0, 7, 0, 0, 0, 0};
    for (int block = 0; block < expected.length; block++) {
      assertThat(all[block * MadeReplica.BLOCK])
          .as("block %d", block)
          .isEqualTo((byte) expected[block]);
    }
    assertThat(all[3 * MadeReplica.BLOCK + 511]).isEqualTo((byte) 7);
    assertThat(all[3 * MadeReplica.BLOCK + 512]).isZero();
  }
}
