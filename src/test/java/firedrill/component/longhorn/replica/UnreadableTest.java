package firedrill.component.longhorn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class UnreadableTest {

  /** Root reads everything, but for these two capabilities. */
  private static final List<String> NO_OVERRIDE =
      List.of(
          "setpriv",
          "--bounding-set=-dac_override,-dac_read_search",
          "--inh-caps=-dac_override,-dac_read_search",
          "--");

  private static final int SIZE = 4 * MadeReplica.BLOCK;

  @TempDir Path folder;

  /** Resolves each directory and prints the problem. */
  static final class Reader {
    private Reader() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] directories) throws IOException {
      for (String directory : directories) {
        try {
          ReplicaDirectory.at(Path.of(directory)).chain();
          System.out.println("read");
        } catch (ReplicaException e) {
          System.out.println(e.problem() + " " + e.getMessage());
        }
      }
    }
  }

  private Path replica(String place) throws IOException {
    MadeReplica replica = new MadeReplica(folder.resolve(place).resolve("vol-0a1b2c3d"), SIZE);
    replica.layer("volume-head-001.img", SIZE).fill(1, 1).finish();
    return replica.directory();
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** As a user who may not read everything; skips the test where there is none. */
  public static List<String> asUser(List<String> child) {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(
        !root || Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "root can read everything, and there is no setpriv to make it less");
    List<String> command = new ArrayList<>(root ? NO_OVERRIDE : List.of());
    command.addAll(child);
    return command;
  }

  private static List<String> read(Path... directories) throws Exception {
    List<String> command = asUser(ChildJvm.command(Reader.class));
    for (Path directory : directories) {
      command.add(directory.toString());
    }
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = child.inputReader().lines().toList();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  @Test
  void what_this_user_may_not_read_is_named_and_never_taken_for_absent_or_empty() throws Exception {
    Path closed = replica("closed");
    Path hidden = replica("hidden");
    Path layer = replica("layer");
    Path meta = replica("meta");
    Path open = replica("open");
    mode(closed, "---------");
    mode(hidden.getParent(), "---------");
    mode(layer.resolve("volume-head-001.img"), "---------");
    mode(meta.resolve("volume.meta"), "---------");
    List<String> answers;
    try {
      answers = read(closed, hidden, layer, meta, open);
    } finally {
      mode(closed, "rwx------");
      mode(hidden.getParent(), "rwx------");
    }
    assertThat(answers)
        .satisfiesExactly(
            a -> assertThat(a).startsWith("UNREADABLE " + closed).contains("read them as root"),
            a -> assertThat(a).startsWith("UNREADABLE " + hidden).contains("read them as root"),
            a -> assertThat(a).startsWith("UNREADABLE " + layer).contains("Permission denied"),
            a -> assertThat(a).startsWith("UNREADABLE " + meta).contains("read them as root"),
            a -> assertThat(a).isEqualTo("read"));
  }
}
