package firedrill.sandbox.local;

import firedrill.sandbox.Topology;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs inside the launcher: a sandbox that is held until its input ends. */
final class HoldProbe {

  private HoldProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    Files.createDirectories(directory);
    Topology topology =
        Topology.cluster("pi1", "pi2", "pi3").withHostDirectory(Path.of("/var/lib/longhorn"));
    try (LocalSandbox s = LocalSandbox.started(directory, topology)) {
      System.out.println("held");
      while (System.in.read() >= 0) {
        // Until the end of input.
      }
    }
  }
}
