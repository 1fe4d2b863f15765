package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which files this JVM has open: proc_pid_fd(5). */
final class OpenFiles {

  private OpenFiles() {}

  /** How many times it has that one. */
  static int of(Path file) throws IOException {
    Path wanted = file.toRealPath();
    List<Path> numbers;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      numbers = all.toList();
    }
    int times = 0;
    for (Path number : numbers) {
      times += isOpen(number, wanted) ? 1 : 0;
    }
    return times;
  }

  private static boolean isOpen(Path number, Path wanted) throws IOException {
    try {
      return Files.readSymbolicLink(number).equals(wanted);
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    }
  }
}
