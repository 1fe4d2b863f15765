package firedrill.sandbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.cli.ThisMachine;
import firedrill.sandbox.process.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("namespaces")
class HostDiskTest {

  static final String NO_LOOPS = "only real root with loop devices cuts the nodes' host disks";

  /** Tried as the launcher tries it, and apart from it. */
  static boolean hasLoopDevices(Path directory) {
    String script =
        "[ \"$(id -u)\" = 0 ] && cd '"
            + directory
            + "' && mkdir tried && truncate -s 8M tried.raw"
            + " && mkfs.ext4 -q tried.raw && unshare --mount mount -o loop tried.raw tried";
    return Shell.attempt(List.of("bash", "-c", script), "").ok();
  }

  private static Map<String, String> seen(Path directory, String disks) {
    ThisMachine.requireLocalSandbox();
    return LaunchedProbe.run(
        HostDiskProbe.class, directory.resolve("lab"), Map.of("FIREDRILL_NODE_DISKS", disks));
  }

  @Test
  @DisplayName("a cut takes from a node's host disk what was not flushed, and from no other node's")
  void cut(@TempDir Path directory) {
    Assumptions.assumeTrue(hasLoopDevices(directory), NO_LOOPS);
    assertThat(seen(directory, "cut"))
        .containsEntry("capability", "true")
        .containsEntry("user namespace of its own", "false")
        .containsEntry("seen by its node", "before")
        .containsEntry("seen by the lab", "before")
        .containsEntry("extents", "1 extent")
        .containsEntry("blocks before the cut", "xx")
        .containsEntry("blocks after the cut", "x0")
        .containsEntry("of the other node", "flushed|head|lost")
        .containsEntry("after the cut", "flushed|head|of-the-template")
        .containsEntry("after a crash", "crashed|flushed|head|of-the-template")
        .containsEntry("after a rewind", "flushed")
        .containsEntry("loops", "2")
        .containsEntry("loops while one is off", "1")
        .containsEntry("loops after it is back", "2")
        .containsEntry("loops without power", "0")
        .containsEntry("loops after close", "0")
        .containsEntry("mounts after close", "0");
  }

  @Test
  @DisplayName(
      "without such a disk a cut is a crash for host directories, and no loop device is used")
  void crash(@TempDir Path directory) {
    assertThat(seen(directory, "crash"))
        .containsEntry("capability", "false")
        .containsEntry("user namespace of its own", "true")
        .containsEntry("seen by its node", "before")
        .containsEntry("blocks after the cut", "xx")
        .containsEntry("after the cut", "flushed|head|lost|of-the-template")
        .containsEntry("after a crash", "crashed|flushed|head|lost|of-the-template")
        .containsEntry("after a rewind", "flushed")
        .containsEntry("loops", "0")
        .containsEntry("loops after close", "0");
  }
}
