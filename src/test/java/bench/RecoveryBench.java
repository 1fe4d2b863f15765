package bench;

import firedrill.component.longhorn.engine.InNamespaces;
import firedrill.component.longhorn.injection.RecoveryProbe;
import firedrill.files.Trees;
import java.nio.file.Files;
import java.nio.file.Path;

/** Method D of 300 MiB of data in volumes of 1, 4 and 16 GiB, on the real engine. */
final class RecoveryBench {

  private RecoveryBench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    for (int gib : new int[] {1, 4, 16}) {
      // Each its own: what clears a lab away may still be at it when the next one begins.
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "recovery-");
      try {
        InNamespaces.run(RecoveryProbe.class, folder.resolve("lab"), gib * 1024 + "", "300")
            .lines()
            .filter(line -> line.startsWith("recovered"))
            .forEach(System.out::println);
      } finally {
        Trees.delete(folder);
      }
    }
  }
}
