package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Runs inside the launcher: what a cut takes from a node's host directories, and what it leaves.
 */
final class HostDiskProbe {

  private static final String DATA = "/var/lib/longhorn";

  private HostDiskProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "a lab");
    Files.createDirectories(LocalSandbox.hostData(directory, "pi1", Path.of(DATA)));
    Files.writeString(file(directory, "pi1", "of-the-template"), "before");
    saw("capability", LocalSandbox.CAPABILITIES.contains(Capability.CUT_NODE_DISKS));
    String map = Files.readString(Path.of("/proc/self/uid_map"));
    saw("user namespace of its own", !map.contains("4294967295"));
    Topology topology =
        Topology.cluster("pi1", "pi2").withHostDirectory(Path.of(DATA)).withOutside("nas", "away");
    try (LocalSandbox s = new LocalSandbox(directory, topology)) {
      s.start(Map.of(), Optional.empty());
      LocalNode pi1 = s.node("pi1");
      LocalNode pi2 = s.node("pi2");
      saw("loops", loops());
      saw("seen by its node", run(pi1, "cat " + DATA + "/of-the-template"));
      saw("seen by the lab", Files.readString(s.node("pi1").hostFile(DATA + "/of-the-template")));

      for (LocalNode n : List.of(pi1, pi2)) {
        run(n, "truncate -s 8M " + DATA + "/head; sync " + DATA + "/head; sync -f " + DATA);
        direct(n, 7);
        run(n, "echo flushed > " + DATA + "/flushed; sync " + DATA + "/flushed " + DATA);
        direct(n, 9);
        run(n, "echo lost > " + DATA + "/lost");
      }
      saw("extents", run(pi1, "filefrag " + DATA + "/head | grep -o '[0-9]* extent'"));
      saw("blocks before the cut", block(pi1, 7) + block(pi1, 9));
      s.power().cut(pi1);
      saw("loops while one is off", loops());
      saw("of the other node", run(pi2, "ls " + DATA));
      s.power().restore(pi1);
      saw("after the cut", run(pi1, "ls " + DATA));
      saw("blocks after the cut", block(pi1, 7) + block(pi1, 9));
      saw("loops after it is back", loops());

      run(pi1, "echo x > " + DATA + "/crashed");
      s.power().crash(pi1);
      s.power().restore(pi1);
      saw("after a crash", run(pi1, "ls " + DATA));

      s.power().cut(pi1, pi2, s.node("nas"));
      saw("loops without power", loops());
      Path saved = Files.createDirectory(directory.resolve("saved"));
      s.disks().save(saved);
      s.power().restore(pi1, pi2, s.node("nas"));
      run(pi1, "echo later > " + DATA + "/flushed; sync " + DATA + "/flushed");
      s.power().cut(pi1, pi2, s.node("nas"));
      s.disks().rewind(saved);
      s.power().restore(pi1, pi2, s.node("nas"));
      saw("after a rewind", run(pi1, "cat " + DATA + "/flushed"));
    }
    saw("loops after close", loops());
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      saw("mounts after close", lines.filter(l -> l.contains("-host")).count());
    }
  }

  private static Path file(Path directory, String node, String name) {
    return LocalSandbox.hostData(directory, node, Path.of(DATA)).resolve(name);
  }

  /** As a replica writes: past the page cache, and never flushed. */
  private static void direct(LocalNode node, int block) {
    run(
        node,
        "head -c 4096 /dev/zero | tr '\\0' x > /dev/shm/block; dd if=/dev/shm/block of="
            + DATA
            + "/head bs=4k oflag=direct conv=notrunc status=none seek="
            + block);
  }

  /** Its first byte; 0 for a hole. */
  private static String block(LocalNode node, int block) {
    String dd = "dd if=" + DATA + "/head bs=4k count=1 status=none skip=" + block;
    return run(node, dd + " | head -c 1 | tr '\\0' 0");
  }

  private static String run(LocalNode node, String script) {
    return node.run(Programs.path("bash"), "-c", script);
  }

  /** The kernel clears one a moment after its last mount is gone. */
  private static long loops() {
    List<Long> seen = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              seen.add(count());
              int n = seen.size();
              return n > 2 && seen.get(n - 1).equals(seen.get(n - 2));
            });
    return seen.get(seen.size() - 1);
  }

  /** Those of this lab: its own folder below {@code /run} has a name that no other lab's has. */
  private static long count() throws IOException {
    try (Stream<Path> own = Files.list(Path.of("/run/firedrill"))) {
      List<String> folders = own.map(p -> p + "/").toList();
      return Shell.run(Programs.path("losetup"), "-n", "-O", "BACK-FILE", "-l")
          .lines()
          .filter(l -> folders.stream().anyMatch(l::startsWith))
          .count();
    }
  }
}
