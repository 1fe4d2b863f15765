package firedrill.sandbox.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mount table of this process. */
final class Mounts {

  private Mounts() {}

  static boolean isMounted(Path where) throws IOException {
    String needle = " " + where.toRealPath() + " ";
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.anyMatch(l -> l.contains(needle));
    }
  }
}
