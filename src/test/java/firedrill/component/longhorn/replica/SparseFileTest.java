package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {
  private static final int BLOCK = MadeReplica.BLOCK;

  @TempDir Path folder;

  @Test
  void what_the_kernel_does_not_take_is_written_from_memory() throws Exception {
    byte[] bytes = new byte[5 * BLOCK];
    new Random(3).nextBytes(bytes);
    // The kernel moves no more than there is: two of the three blocks from the second on.
    Path source = Files.write(folder.resolve("source"), Arrays.copyOf(bytes, 3 * BLOCK));
    Path target = Files.createFile(folder.resolve("target"));
    ByteBuffer range = ByteBuffer.wrap(bytes).slice(BLOCK, 3 * BLOCK);
    try (FileChannel from = FileChannel.open(source);
        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      SparseFile.transfer(from, BLOCK, range, to);
    }
    byte[] expected = Arrays.copyOf(bytes, 4 * BLOCK);
    Arrays.fill(expected, 0, BLOCK, (byte) 0);
    assertThat(Files.readAllBytes(target)).isEqualTo(expected);
    assertThat(range.hasRemaining()).isFalse();
  }

  @Test
  void what_the_kernel_refuses_is_written_from_memory() throws Exception {
    byte[] bytes = new byte[BLOCK];
    new Random(4).nextBytes(bytes);
    FileChannel from = FileChannel.open(Files.write(folder.resolve("source"), bytes));
    // Nothing can be moved from a closed file.
    from.close();
    Path target = Files.createFile(folder.resolve("target"));
    try (FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      SparseFile.transfer(from, 0, ByteBuffer.wrap(bytes), to);
    }
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
  }
}
