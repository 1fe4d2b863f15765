package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
    return MadeReplica.read(Content.of(ReplicaDirectory.at(directory).chain()));
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
  void a_file_that_no_merge_began_is_left_alone() throws Exception {
    Files.writeString(image, "precious");
    assertThatThrownBy(() -> merge().into(image)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(image).hasContent("precious");
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

  private static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of("-Xmx64m", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  @Test
  @DisplayName("kill -9 in the middle: the next call goes on, and the image is right")
  void killed() throws Exception {
    Process child =
        new ProcessBuilder(java(Merger.class, directory.toString(), image.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      var lines = child.inputReader();
      for (String line = lines.readLine(); !String.valueOf(2L * WINDOW).equals(line); ) {
        assertThat(line).as("the child's next line").isNotNull();
        line = lines.readLine();
      }
    } finally {
      child.toHandle().destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
    assertThat(merge().into(image).resumedAt()).isEqualTo(2L * WINDOW);
    assertThat(Files.readAllBytes(image)).isEqualTo(content());
  }

  /** Merges onto a disk that is too small for it, then again with room. */
  static final class OnSmallDisk {
    private OnSmallDisk() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      Path disk = Path.of(arguments[1]);
      Chain chain = ReplicaDirectory.at(Path.of(arguments[0])).chain();
      Path image = disk.resolve("image.raw");
      try {
        Merge.of(chain).into(image);
      } catch (ReplicaException e) {
        System.out.println("before " + e.problem() + " " + e.getMessage());
      }
      // Room that is gone when it is needed: another file grows meanwhile.
      MadeReplica.run("mount", "-o", "remount,size=8m", disk.toString());
      boolean[] filled = {false};
      try {
        Merge.of(chain)
            .onProgress(
                at -> {
                  if (!filled[0]) {
                    filled[0] = true;
                    remount(disk, "size=2m");
                  }
                })
            .into(image);
      } catch (ReplicaException e) {
        System.out.println("middle " + e.problem() + " " + e.getMessage());
      }
      remount(disk, "size=8m");
      Merge.Result result = Merge.of(chain).into(image);
      boolean equal = hash(image).equals(ContentHash.of(Content.of(chain)));
      System.out.println("after " + (result.resumedAt() > 0) + " " + equal);
    }

    private static String hash(Path image) throws IOException {
      ContentHash hash = new ContentHash();
      ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
      try (FileChannel channel = FileChannel.open(image)) {
        long at = 0;
        while (channel.read(buffer.clear(), at) > 0) {
          Blocks.nonZero(at, buffer.flip(), hash);
          at += buffer.limit();
        }
        return hash.hex(channel.size());
      }
    }

    private static void remount(Path disk, String option) {
      try {
        MadeReplica.run("mount", "-o", "remount," + option, disk.toString());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @DisplayName("disk full, before and in the middle: said so, source untouched, goes on with room")
  void diskFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none \"$0\" || exit 77; exec \"$@\"",
                disk.toString()));
    command.addAll(java(OnSmallDisk.class, directory.toString(), disk.toString()));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    boolean namespaces = !output.contains("unshare failed") && child.exitValue() != 77;
    assumeTrue(
        namespaces || "required".equals(System.getenv("FIREDRILL_NAMESPACES")),
        "no user and mount namespaces here");
    assertThat(output.lines().toList())
        .satisfiesExactly(
            before -> assertThat(before).startsWith("before DISK_FULL").contains("needs up to"),
            middle -> assertThat(middle).startsWith("middle DISK_FULL").contains("make room"),
            after -> assertThat(after).isEqualTo("after true true"));
  }
}
