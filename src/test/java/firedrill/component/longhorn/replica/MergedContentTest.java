package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.files.Trees;
import firedrill.testing.Property;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedContentTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  @TempDir Path folder;

  private static byte[] merged(MadeReplica replica) throws Exception {
    return MadeReplica.read(MergedContent.of(made(replica.directory())));
  }

  /** A volume of a few blocks may well be full of zeros that hide data: no copy made it so. */
  private static Chain made(Path directory) throws Exception {
    return ReplicaDirectory.at(directory).accept(Problem.HOLES_LOST).chain();
  }

  @Test
  void newest_allocated_block_wins_and_holes_show_what_is_below() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("r"), 8 * BLOCK);
    replica.layer("volume-snap-a.img", 8 * BLOCK).fill(0, 1).fill(1, 1).fill(2, 1);
    replica.layer("volume-snap-b.img", 8 * BLOCK).fill(1, 2);
    replica.layer("volume-head-002.img", 8 * BLOCK).fill(5, 3).finish();
    byte[] seen = merged(replica);
    assertThat(seen).isEqualTo(replica.model());
    assertThat(new byte[] {seen[0], seen[BLOCK], seen[2 * BLOCK], seen[5 * BLOCK], seen[7 * BLOCK]})
        .containsExactly(1, 2, 1, 3, 0);
  }

  @Test
  void allocated_zeros_hide_what_is_below() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("r"), 4 * BLOCK);
    replica.layer("volume-snap-a.img", 4 * BLOCK).fill(1, 7).fill(2, 7);
    replica.layer("volume-head-001.img", 4 * BLOCK).fill(1, 0).finish();
    byte[] seen = merged(replica);
    assertThat(seen[BLOCK]).isZero();
    assertThat(seen[2 * BLOCK]).isEqualTo((byte) 7);
  }

  @Test
  void blocks_allocated_but_never_written_are_the_layers_zeros() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("r"), 8 * BLOCK);
    replica.layer("volume-snap-a.img", 8 * BLOCK).fill(3, 7).fill(4, 7);
    replica.layer("volume-head-001.img", 8 * BLOCK);
    replica.allocate(3, 1);
    replica.finish();
    assertThat(merged(replica)).isEqualTo(replica.model());
    assertThat(replica.model()[3 * BLOCK]).isZero();
  }

  @Test
  void a_snapshot_on_another_branch_does_not_count() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("r"), 2 * BLOCK);
    replica.layer("volume-snap-a.img", 2 * BLOCK).fill(0, 1);
    byte[] reverted = replica.model();
    replica.layer("volume-snap-abandoned.img", 2 * BLOCK).fill(0, 9).fill(1, 9);
    replica.layer("volume-head-002.img", 2 * BLOCK).finish();
    replica.layerMeta("volume-head-002.img", "volume-snap-a.img");
    assertThat(merged(replica)).isEqualTo(reverted);
  }

  @Test
  void the_hash_depends_on_the_content_and_not_on_its_layers() throws Exception {
    MadeReplica one = new MadeReplica(folder.resolve("one"), 4 * BLOCK);
    one.layer("volume-head-000.img", 4 * BLOCK).fill(1, 5).fill(2, 0).finish();
    MadeReplica other = new MadeReplica(folder.resolve("other"), 4 * BLOCK);
    other.layer("volume-snap-x.img", 4 * BLOCK).fill(1, 4);
    other.layer("volume-head-001.img", 4 * BLOCK).fill(1, 5).finish();
    assertThat(hash(other)).isEqualTo(hash(one)).hasSize(64);
    other.fill(3, 1);
    assertThat(hash(other)).isNotEqualTo(hash(one));
    MadeReplica longer = new MadeReplica(folder.resolve("longer"), 5 * BLOCK);
    longer.layer("volume-head-000.img", 5 * BLOCK).fill(1, 5).finish();
    assertThat(hash(longer)).isNotEqualTo(hash(one));
  }

  private static String hash(MadeReplica replica) throws Exception {
    return ContentHash.of(MergedContent.of(replica.chain()));
  }

  @Test
  void any_chain_of_writes_zeros_holes_and_expansions_reads_as_the_model() {
    int[] number = {0};
    Property.holds(
        60,
        gen -> {
          int blocks = gen.between(1, 200);
          int tail = gen.of(0, 0, 512, 3584);
          int size = blocks * BLOCK + tail;
          Path directory = folder.resolve("p" + number[0]++);
          MadeReplica replica = new MadeReplica(directory, size);
          int layers = gen.between(1, 6);
          int layerBlocks = gen.between(1, blocks);
          for (int i = 0; i < layers; i++) {
            boolean head = i == layers - 1;
            layerBlocks = head ? blocks : gen.between(layerBlocks, blocks);
            int layerSize = head ? size : layerBlocks * BLOCK;
            String name =
                head ? String.format("volume-head-%03d.img", i) : "volume-snap-" + i + ".img";
            replica.layer(name, layerSize);
            for (int n = gen.between(0, 30); n > 0; n--) {
              replica.fill(gen.between(0, layerBlocks - 1), gen.of(0, i + 1, i + 1));
            }
            if (gen.between(0, 3) == 0) {
              int at = gen.between(0, layerBlocks - 1);
              int count = gen.between(1, layerBlocks - at);
              replica.punch(at, count);
            }
          }
          replica.finish();
          assertThat(merged(replica)).isEqualTo(replica.model());
          Path image = Files.write(folder.resolve("image" + number[0]), new byte[0]);
          try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            MergedContent.of(made(directory)).into(channel, 0, at -> {});
          }
          // What it was not given is zeros, at the end too.
          byte[] written = Arrays.copyOf(Files.readAllBytes(image), size);
          assertThat(written).isEqualTo(replica.model());
          byte[] pieces = new byte[size];
          try (ContentReader reader = ContentReader.open(made(directory))) {
            for (int at = 0; at < size; ) {
              int length = Math.min(size - at, gen.between(1, 40) * BLOCK);
              reader.read(at, java.nio.ByteBuffer.wrap(pieces, at, length));
              at += length;
            }
          }
          assertThat(pieces).isEqualTo(replica.model());
          Trees.delete(directory);
        });
    assertThat(Files.exists(folder)).isTrue();
  }

  @Test
  void it_can_be_read_from_any_block_on() throws Exception {
    MadeReplica replica = new MadeReplica(folder.resolve("r"), 64 * BLOCK);
    replica.layer("volume-snap-a.img", 64 * BLOCK);
    for (int block = 3; block < 60; block++) {
      replica.fill(block, block);
    }
    replica.layer("volume-head-001.img", 64 * BLOCK).fill(10, 100).finish();
    MergedContent content = MergedContent.of(replica.chain());
    for (int from : new int[] {0, 3, 9, 10, 11, 59, 60, 64}) {
      byte[] seen = new byte[64 * BLOCK];
      content.from(
          (long) from * BLOCK,
          (offset, data) -> data.get(seen, (int) offset, data.remaining()),
          done -> {});
      byte[] wanted = replica.model();
      java.util.Arrays.fill(wanted, 0, from * BLOCK, (byte) 0);
      assertThat(seen).isEqualTo(wanted);
    }
  }

  @Test
  void a_volume_of_eight_tebibytes_costs_what_is_allocated() throws Exception {
    long size = 8L << 40;
    Path directory = Files.createDirectories(folder.resolve("big"));
    Path head = directory.resolve("volume-head-000.img");
    try (var channel =
        java.nio.channels.FileChannel.open(
            head,
            java.nio.file.StandardOpenOption.CREATE_NEW,
            java.nio.file.StandardOpenOption.WRITE)) {
      SparseFile.extend(channel, size);
      channel.write(
          java.nio.ByteBuffer.wrap("last".getBytes(StandardCharsets.UTF_8)), size - BLOCK);
    }
    Files.writeString(
        directory.resolve("volume-head-000.img.meta"),
        "{\"Name\":\"\",\"Parent\":\"\",\"Removed\":false,\"UserCreated\":false,\"Created\":\"\"}");
    Files.writeString(
        directory.resolve("volume.meta"),
        "{\"Size\":"
            + size
            + ",\"Head\":\"volume-head-000.img\",\"Dirty\":false,\"Rebuilding\":false,\"Error\":\"\","
            + "\"Parent\":\"\",\"SectorSize\":512,\"BackingFilePath\":\"\"}");
    MergedContent content = MergedContent.of(made(directory));
    assertThat(content.allocated()).isEqualTo(BLOCK);
    long[] seen = {0};
    content.to((offset, data) -> seen[0] = offset);
    assertThat(seen[0]).isEqualTo(size - BLOCK);
  }
}
