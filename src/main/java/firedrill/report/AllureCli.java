package firedrill.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the Allure 2 command line from its unpacked archive (tried with 2.34.1).
 *
 * @param home the folder that holds {@code lib}, or one folder above it
 */
record AllureCli(Path home) {

  private static final long LIMIT_MINUTES = 3;

  /** Generates a report into {@code into}, as a folder or as one file. */
  void generate(Path results, Path into, boolean singleFile) throws IOException {
    Path lib = lib();
    Path log = Files.createTempFile("allure", ".log");
    try {
      List<String> command =
          Stream.concat(
                  Stream.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-classpath",
                      lib.resolve("*") + ":" + lib.resolve("config"),
                      "io.qameta.allure.CommandLine",
                      "generate",
                      results.toString(),
                      "--clean",
                      "--output",
                      into.toString()),
                  singleFile ? Stream.of("--single-file") : Stream.empty())
              .toList();
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "LANG"));
      // Only this very word turns the analytics off; "1" leaves the script in.
      builder.environment().put("ALLURE_NO_ANALYTICS", "true");
      // Where its plug-ins are: without them the page has no tree of drills (its "behaviors").
      builder.environment().put("APP_HOME", lib.getParent().toString());
      int exit = waitFor(builder.start());
      if (exit != 0 || !Files.isRegularFile(into.resolve("index.html"))) {
        throw new IOException("allure generate ended with " + exit + ": " + tail(log));
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private Path lib() throws IOException {
    if (Files.isDirectory(home)) {
      try (Stream<Path> paths = Files.walk(home, 2)) {
        for (Path p : paths.filter(f -> f.endsWith("lib")).toList()) {
          return p.toAbsolutePath();
        }
      }
    }
    throw new IOException(
        "no Allure command line under " + home + ": run mvn verify -Pdrill, which unpacks it");
  }

  private static int waitFor(Process process) throws IOException {
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("allure generate took more than " + LIMIT_MINUTES + " minutes");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while allure generated the report", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }
}
