package bench;

import firedrill.files.Trees;
import firedrill.lab.LabProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a bench that builds a lab, in a JVM of the sandbox; what it says is seen as it says it. */
final class LabBench {

  private static final long MINUTES = 30;
  private static final String SETTINGS = "bench.";

  private LabBench() {}

  static void run(Class<?> probe) throws IOException, InterruptedException {
    // Each its own: what clears a lab away may still be at it when the next one begins.
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bench-");
    try {
      List<String> words = new ArrayList<>();
      System.getProperties().stringPropertyNames().stream()
          .filter(name -> name.startsWith(SETTINGS))
          .sorted()
          .forEach(name -> words.add("-D" + name + "=" + System.getProperty(name)));
      words.add(probe.getName());
      Process process =
          LabProbe.jvm(folder.resolve("lab"), words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroy();
        throw new IOException(probe.getSimpleName() + " has not ended in " + MINUTES + " min");
      }
      if (process.exitValue() != 0) {
        throw new IOException(probe.getSimpleName() + " failed, see above");
      }
    } finally {
      Trees.delete(folder);
    }
  }
}
