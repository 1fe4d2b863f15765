package firedrill.sandbox.process;

import firedrill.guard.GuardSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One tar packs, another one unpacks what it says: a copy with its holes, its zeros and times. */
public final class TarPipe {

  private TarPipe() {}

  /**
   * @param to is made; it must not exist
   * @throws firedrill.guard.GuardRefusal while the stop file exists
   */
  public static void copy(Path from, Path to) throws IOException {
    GuardSettings.requireNotStopped();
    if (!Files.isDirectory(from)) {
      throw new IOException(from + " is no directory");
    }
    Files.createDirectory(to);
    Path complaints = Files.createTempFile("tar", ".log");
    try {
      run(from, to, complaints);
    } finally {
      Files.deleteIfExists(complaints);
    }
  }

  private static void run(Path from, Path to, Path complaints) throws IOException {
    List<Process> both =
        ProcessBuilder.startPipeline(
            List.of(
                // Only posix has times below a second; only seek leaves zeros that were written.
                tar(
                    complaints,
                    "--directory=" + from,
                    "--format=posix",
                    "--sparse",
                    "--hole-detection=seek",
                    "--create",
                    "--file=-",
                    "."),
                tar(
                    complaints,
                    "--directory=" + to,
                    "--preserve-permissions",
                    "--extract",
                    "--file=-")));
    try {
      for (Process one : both) {
        if (one.waitFor() != 0) {
          throw new IOException(
              "cannot copy "
                  + from
                  + " to "
                  + to
                  + ": "
                  + Files.readString(complaints, StandardCharsets.UTF_8).strip());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while copying " + from, e);
    } finally {
      both.forEach(Process::destroyForcibly);
    }
  }

  private static ProcessBuilder tar(Path complaints, String... arguments) {
    ProcessBuilder tar = new ProcessBuilder(Programs.path("tar"));
    tar.command().addAll(List.of(arguments));
    tar.environment().clear();
    tar.environment().put("LC_ALL", "C");
    return tar.redirectError(ProcessBuilder.Redirect.appendTo(complaints.toFile()));
  }
}
