package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system that is too small: a tmpfs in namespaces of its own. */
class MergeDiskFullTest {
  private static final int WINDOW = 64 << 20;

  /** More than are written at a time. */
  private static final int WINDOWS = 10;

  private static final int SIZE = WINDOWS * WINDOW;

  @TempDir Path folder;
  private Path directory;

  /** A MiB of data in each window. */
  @BeforeEach
  void make() throws IOException {
    directory = folder.resolve("vol-0a1b2c3d");
    MadeReplica replica = new MadeReplica(directory, SIZE);
    replica.layer("volume-snap-a.img", SIZE);
    Random random = new Random(7);
    for (int window = 0; window < WINDOWS; window++) {
      byte[] data = new byte[1 << 20];
      random.nextBytes(data);
      replica.write(window * WINDOW + (window << 20), data);
    }
    replica.layer("volume-head-001.img", SIZE).fill(3, 9).fill(20000, 8).finish();
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
      remount(disk, "size=16m");
      boolean[] filled = {false};
      try {
        Merge.of(chain)
            .onProgress(
                at -> {
                  if (!filled[0]) {
                    filled[0] = true;
                    remount(disk, "size=8m");
                  }
                })
            .into(image);
      } catch (ReplicaException e) {
        System.out.println("middle " + e.problem() + " " + e.getMessage());
      }
      remount(disk, "size=16m");
      Merge.Result result = Merge.of(chain).into(image);
      boolean equal = hash(image).equals(ContentHash.of(MergedContent.of(chain)));
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
        // With its source named, mount adds none of the present options: they have the user's
        // number outside, which the namespace does not know.
        MadeReplica.run("mount", "-o", "remount," + option, "none", disk.toString());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @DisplayName("disk full, before and in the middle: said so, source untouched, goes on with room")
  void diskFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Untouched before = Untouched.now(directory);
    String output = ChildJvm.onSmallDisk(OnSmallDisk.class, directory, disk);
    before.still();
    assertThat(output.lines().toList())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("before DISK_FULL").contains("needs up to"),
            middle -> assertThat(middle).startsWith("middle DISK_FULL").contains("make room"),
            after -> assertThat(after).isEqualTo("after true true"));
  }
}
