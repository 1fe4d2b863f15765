package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine that was killed leaves beside a chain is no part of it, and no doubt of it. */
class LeftoversTest {
  private static final int SIZE = 16 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private MadeReplica replica;

  @BeforeEach
  void make() throws IOException {
    replica = new MadeReplica(folder.resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-snap-one.img", SIZE).fill(0, 1);
    replica.layer("volume-head-001.img", SIZE).fill(2, 3).finish();
  }

  private void whole(String... layers) throws IOException {
    Chain chain = replica.chain();
    assertThat(chain.layers()).extracting(Layer::name).containsExactly(layers);
    assertThat(MadeReplica.read(MergedContent.of(chain))).isEqualTo(replica.model());
    assertThat(chain.doubts()).isEmpty();
    assertThat(chain.warnings()).isEmpty();
  }

  private void emptyHead(String name) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            replica.file(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      SparseFile.extend(channel, SIZE);
    }
  }

  @Test
  @DisplayName("temporary files, checksums and other files: ignored")
  void temporaryFiles() throws Exception {
    for (String name :
        new String[] {
          "volume.meta.tmp",
          "volume-snap-two.img.snap_tmp",
          "volume-head-001.img.meta.tmp",
          "volume-snap-one.img.checksum",
          "volume-delta-7.img",
          "volume-cloned.meta"
        }) {
      Files.writeString(replica.file(name), "{");
    }
    whole("volume-snap-one.img", "volume-head-001.img");
  }

  @Test
  @DisplayName("killed in a snapshot before volume.meta was replaced: the old head counts")
  void nextHeadIsMade() throws Exception {
    emptyHead("volume-head-002.img");
    replica.layerMeta("volume-head-002.img", "volume-snap-two.img");
    whole("volume-snap-one.img", "volume-head-001.img");
    Files.createLink(replica.file("volume-snap-two.img"), replica.file("volume-head-001.img"));
    Files.createLink(
        replica.file("volume-snap-two.img.meta"), replica.file("volume-head-001.img.meta"));
    whole("volume-snap-one.img", "volume-head-001.img");
  }

  @Test
  @DisplayName("killed in a snapshot after volume.meta was replaced: the new head counts")
  void oldHeadIsLeft() throws Exception {
    Files.createLink(replica.file("volume-snap-two.img"), replica.file("volume-head-001.img"));
    Files.createLink(
        replica.file("volume-snap-two.img.meta"), replica.file("volume-head-001.img.meta"));
    emptyHead("volume-head-002.img");
    replica.layerMeta("volume-head-002.img", "volume-snap-two.img");
    Path meta = replica.file("volume.meta");
    Files.writeString(
        meta,
        Files.readString(meta)
            .replace("volume-head-001.img", "volume-head-002.img")
            .replace("volume-snap-one.img", "volume-snap-two.img"));
    whole("volume-snap-one.img", "volume-snap-two.img", "volume-head-002.img");
  }

  @Test
  @DisplayName("killed in a revert: the head that volume.meta names counts, other branches do not")
  void interruptedRevert() throws Exception {
    Files.copy(replica.file("volume-head-001.img"), replica.file("volume-snap-later.img"));
    replica.layerMeta("volume-snap-later.img", "volume-snap-one.img");
    emptyHead("volume-head-002.img");
    replica.layerMeta("volume-head-002.img", "volume-snap-one.img");
    whole("volume-snap-one.img", "volume-head-001.img");
  }
}
