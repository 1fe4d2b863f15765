package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs inside the launcher: one of two machines gets a small disk, and then its usual one. */
final class SmallDiskProbe {

  private static final String DATA = "/var/lib/minio";
  private static final int MIB = 1 << 20;

  private SmallDiskProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Topology topology =
        Topology.cluster("pi1")
            .withOutside("one", "here", Path.of(DATA))
            .withOutside("other", "here", Path.of(DATA));
    saw("capability", LocalSandbox.CAPABILITIES.contains(Capability.SMALL_DISKS));
    try (LocalSandbox s = LocalSandbox.started(directory, topology)) {
      LocalNode one = s.node("one");
      LocalNode other = s.node("other");
      fill(one, "before", 1);
      s.power().cut(one);
      s.disks().replace(one, 8L * MIB);
      s.power().restore(one);
      saw("new", files(one));
      saw("what fits", fill(one, "fits", 6));
      saw("what does not", fill(one, "no-more", 6));
      saw("on another", fill(other, "fits", 16));
      s.power().cut(one);
      s.power().restore(one);
      saw("after a cut", one.hostFile(DATA + "/fits").toFile().length() / MIB);
      s.power().cut(one);
      s.disks().replace(one);
      s.power().restore(one);
      saw("usual again", files(one));
      saw("what fits again", fill(one, "fits", 16));
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      saw("mounts after close", lines.filter(l -> l.contains("-host")).count());
    }
  }

  /** Past the page cache, as a store writes. */
  private static boolean fill(LocalNode node, String name, int mib) {
    return node.attempt(
            List.of(
                Programs.path("dd"),
                "if=/dev/zero",
                "of=" + DATA + "/" + name,
                "bs=1M",
                "oflag=direct",
                "count=" + mib))
        .ok();
  }

  private static String files(LocalNode node) {
    return node.run(Programs.path("ls"), DATA);
  }
}
