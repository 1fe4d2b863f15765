package bench;

import firedrill.component.longhorn.engine.InNamespaces;
import firedrill.files.Trees;
import firedrill.lab.WarmStartProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How soon a cluster with Longhorn, made from the template, serves its first volume. */
final class StartBench {

  private StartBench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.getInteger("bench.rounds", 5);
    List<double[]> all = new ArrayList<>();
    // The first makes the template, if there is none yet, and does not count.
    for (int i = 0; i <= rounds; i++) {
      double[] seconds = once();
      if (i > 0) {
        all.add(seconds);
      }
    }
    String[] what = {"instance managers running", "volumes can be made", "first volume attached"};
    for (int column = 0; column < what.length; column++) {
      int c = column;
      double[] sorted = all.stream().mapToDouble(s -> s[c]).sorted().toArray();
      System.out.printf(
          "%-26s median %4.1f s (%.1f to %.1f, %d starts)%n",
          what[c], sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], rounds);
    }
  }

  private static double[] once() throws Exception {
    // Each its own: what clears a lab away may still be at it when the next one begins.
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "start-");
    try {
      String line =
          InNamespaces.run(WarmStartProbe.class, folder.resolve("lab"))
              .lines()
              .filter(l -> l.startsWith("started "))
              .findFirst()
              .orElseThrow();
      String[] parts = line.split(" ");
      return new double[] {
        Double.parseDouble(parts[1]), Double.parseDouble(parts[2]), Double.parseDouble(parts[3])
      };
    } finally {
      Trees.delete(folder);
    }
  }
}
