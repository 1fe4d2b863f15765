package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Places that an image cannot be made in, on real mounts: said for what they are, and left bare.
 */
class RefusedPlaceTest {
  private static final int SIZE = 16 << 20;

  @TempDir Path folder;

  /** Merges onto a disk without room, then onto one that is mounted read-only. */
  static final class OnSuchDisks {
    private OnSuchDisks() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      Path disk = Path.of(arguments[1]);
      Chain chain = ReplicaDirectory.at(Path.of(arguments[0])).chain();
      System.out.println("small " + refusal(chain, disk));
      MadeReplica.run("mount", "-o", "remount,size=64m", "none", disk.toString());
      Merge.of(chain).into(disk.resolve("whole.raw"));
      System.out.println("roomy " + named(disk));
      MadeReplica.run("mount", "-o", "remount,ro", "none", disk.toString());
      System.out.println("closed " + refusal(chain, disk));
    }

    private static String refusal(Chain chain, Path disk) throws IOException {
      try {
        Merge.of(chain).into(disk.resolve("image.raw"));
        return "merged";
      } catch (IOException e) {
        return named(disk) + " " + e.getMessage();
      }
    }

    private static List<String> named(Path disk) throws IOException {
      try (Stream<Path> files = Files.list(disk)) {
        return files.map(f -> f.getFileName().toString()).sorted().toList();
      }
    }
  }

  @Test
  @DisplayName("no room: nothing stays there; mounted read-only: root is not told to be root")
  void places() throws Exception {
    Path directory = folder.resolve("vol-0a1b2c3d");
    MadeReplica replica = new MadeReplica(directory, SIZE);
    byte[] data = new byte[4 << 20];
    java.util.Arrays.fill(data, (byte) 7);
    replica.layer("volume-head-000.img", SIZE).write(0, data).finish();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String output = ChildJvm.onSmallDisk(OnSuchDisks.class, directory, disk);
    assertThat(output.lines().toList())
        .satisfiesExactly(
            small -> assertThat(small).startsWith("small [] ").contains("nothing was written"),
            roomy -> assertThat(roomy).isEqualTo("roomy [whole.raw]"),
            closed ->
                assertThat(closed)
                    .startsWith("closed [whole.raw] ")
                    .contains("is mounted read-only; name a place on another disk")
                    .doesNotContain("root"));
  }
}
