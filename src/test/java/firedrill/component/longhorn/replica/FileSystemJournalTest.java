package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of an ext4 journal's last transaction, and that none is made up. */
class FileSystemJournalTest {
  private static final int SIZE = 64 * MadeReplica.BLOCK;

  @TempDir Path folder;
  private int made;

  private Optional<Long> last(byte[] content) throws IOException {
    return last(content, SIZE);
  }

  private Optional<Long> last(byte[] content, int size) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve("pvc-c-0000000" + made++), size);
    replica.layer("volume-head-000.img", size).write(0, content).finish();
    return FileSystemJournal.last(replica.chain());
  }

  private static ByteBuffer superblock(byte[] all) {
    return ByteBuffer.wrap(all, 1024, 1024).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  @DisplayName("the last whole transaction counts, not one that was cut off")
  void lastCommit() throws Exception {
    assertThat(last(MadeJournal.of(12))).contains(12L);
    assertThat(last(MadeJournal.of(4_000_000_000L))).contains(4_000_000_000L);
    assertThat(last(MadeJournal.of(1L << 32))).as("begun again").contains(0L);
  }

  @Test
  @DisplayName("an empty log: the number that its superblock says comes next, less one")
  void emptied() throws Exception {
    byte[] all = MadeJournal.of(12);
    Arrays.fill(all, 5 * 4096, all.length, (byte) 0);
    ByteBuffer.wrap(all).putInt(4 * 4096 + 24, 31);
    assertThat(last(all)).contains(30L);
    ByteBuffer.wrap(all).putInt(4 * 4096 + 4, 3);
    assertThat(last(all)).as("an older superblock").contains(30L);
    ByteBuffer.wrap(all).putInt(4 * 4096 + 4, 5);
    assertThat(last(all)).as("a block of revocations").isEmpty();
    ByteBuffer.wrap(all).putInt(4 * 4096, 0);
    assertThat(last(all)).isEmpty();
  }

  @Test
  @DisplayName("all runs of blocks are looked at, and none beyond the volume's end")
  void runs() throws Exception {
    assertThat(last(MadeJournal.of(12, new int[][] {{4, 4}}))).contains(11L);
    assertThat(last(MadeJournal.of(12, new int[][] {{4, 4}, {8, 4}}))).contains(12L);
    assertThat(last(MadeJournal.of(12, new int[][] {{8, 4}, {4, 4}}))).contains(12L);
    assertThat(last(MadeJournal.of(12, new int[][] {{4, 8}, {64, 1}}))).contains(12L);
    assertThat(last(MadeJournal.of(12, new int[][] {{1000, 8}}))).isEmpty();
    assertThat(last(MadeJournal.of(12), 12 * MadeReplica.BLOCK)).contains(12L);
    assertThat(last(MadeJournal.of(12, new int[][] {{4, 9}}), 12 * MadeReplica.BLOCK)).isEmpty();
  }

  @Test
  @DisplayName("a map in a block of its own is followed, not in a circle")
  void deeper() throws Exception {
    byte[] all = MadeJournal.of(12);
    ByteBuffer sb = superblock(all);
    ByteBuffer leaf = ByteBuffer.wrap(all, 2 * 4096, 4096).slice().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 60; i++) {
      leaf.put(i, sb.get(0x10c + i));
    }
    sb.putShort(0x10c + 6, (short) 1);
    sb.putInt(0x10c + 12 + 4, 2);
    sb.putShort(0x10c + 12 + 8, (short) 0);
    assertThat(last(all)).contains(12L);
    leaf.putShort(6, (short) 1);
    assertThat(last(all)).as("no leaf").isEmpty();
    leaf.putShort(6, (short) 0);
    leaf.putShort(0, (short) 0);
    assertThat(last(all)).as("no map").isEmpty();
    sb.putInt(0x10c + 12 + 4, 64);
    assertThat(last(all)).as("beyond the end").isEmpty();
    sb.putInt(0x10c + 12 + 4, 2);
    sb.putShort(0x10c + 6, (short) 6);
    assertThat(last(all)).as("too deep").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x38, 0x5c, 0xfd, 0x10c})
  @DisplayName("without magic, journal, copy of its map or the map's own magic there is none")
  void none(int at) throws Exception {
    byte[] all = MadeJournal.of(12);
    all[1024 + at] = 0;
    assertThat(last(all)).isEmpty();
  }

  @Test
  @DisplayName("blocks of 1 KiB, and of a size that no file system has")
  void sizes() throws Exception {
    byte[] all = MadeJournal.of(12, new int[][] {{16, 32}});
    superblock(all).putInt(0x18, 0);
    assertThat(last(all)).contains(12L);
    byte[] odd = MadeJournal.of(12, new int[][] {{17, 15}});
    superblock(odd).putInt(0x18, 0);
    assertThat(last(odd)).contains(11L);
    superblock(all).putInt(0x18, 7);
    assertThat(last(all)).isEmpty();
    superblock(all).putInt(0x18, -1);
    assertThat(last(all)).isEmpty();
    assertThat(last(new byte[4096], 4096)).as("too small for any").isEmpty();
  }

  @Test
  @DisplayName("of two numbers the later one, also when they have begun again")
  void later() {
    assertThat(FileSystemJournal.isLater(13, 12)).isTrue();
    assertThat(FileSystemJournal.isLater(12, 12)).isFalse();
    assertThat(FileSystemJournal.isLater(12, 13)).isFalse();
    assertThat(FileSystemJournal.isLater(2, 4_294_967_290L)).isTrue();
    assertThat(FileSystemJournal.isLater(4_294_967_290L, 2)).isFalse();
  }

  @Test
  @DisplayName("a file system that mkfs made and the kernel's own format: e2fsprogs' numbers")
  void real() throws Exception {
    Path image = folder.resolve("real.img");
    try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
    MadeReplica.run("mkfs.ext4", "-q", "-F", "-J", "size=4", image.toString());
    int size = 16 << 20;
    byte[] made = Files.readAllBytes(image);
    assertThat(last(made, size)).as("nothing was ever written").contains(0L);
    // A transaction, as debugfs writes one: its descriptor, a block, and its commit.
    Path block = folder.resolve("block");
    Files.write(block, new byte[1024]);
    Path commands = folder.resolve("commands");
    Files.writeString(commands, "jo\njw -b 100 " + block + "\njw -b 101 " + block + "\njc\n");
    MadeReplica.run("debugfs", "-w", "-f", commands.toString(), image.toString());
    assertThat(last(Files.readAllBytes(image), size)).contains(2L);
  }
}
