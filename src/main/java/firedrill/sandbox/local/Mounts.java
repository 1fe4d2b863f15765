package firedrill.sandbox.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mount table of this process. */
final class Mounts {

  private Mounts() {}

  static boolean isMounted(Path where) throws IOException {
    // The kernel writes blanks as octal escapes (proc_pid_mountinfo(5)).
    String path =
        where
            .toRealPath()
            .toString()
            .replace("\\", "\\134")
            .replace(" ", "\\040")
            .replace("\t", "\\011")
            .replace("\n", "\\012");
    String needle = " " + path + " ";
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.anyMatch(l -> l.contains(needle));
    }
  }
}
