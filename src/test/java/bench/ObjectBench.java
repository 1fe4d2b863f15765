package bench;

import firedrill.files.Trees;
import firedrill.lab.LabProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What four MinIO servers take, side by side with mc, and how long a new disk takes to be full. */
final class ObjectBench {

  private static final Duration WITHIN = Duration.ofMinutes(20);

  private ObjectBench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    // Each its own: what clears a lab away may still be at it when the next one begins.
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "objects-");
    try {
      System.out.print(LabProbe.output(ObjectBenchProbe.class, folder.resolve("lab"), WITHIN));
    } finally {
      Trees.delete(folder);
    }
  }
}
