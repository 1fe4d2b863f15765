package firedrill.component.longhorn.saved;

import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** An image of an ext4 file system. It is not mounted: e2fsprogs reads it, without privileges. */
final class Ext4Image {

  /** Of e2fsck(8): 1 errors were corrected, 2 the machine should restart; nothing is left. */
  private static final int SOUND = 1 | 2;

  private final Path image;

  private Ext4Image(Path image) {
    this.image = image;
  }

  /**
   * Replays the journal, which debugfs would not look at, and repairs what a power cut left: the
   * image is changed, so it must be a copy.
   *
   * @throws IOException with e2fsck's words when there is no such file system, or none that it can
   *     repair
   */
  static Ext4Image repair(Path image) throws IOException {
    Command.Result check =
        Shell.attempt(List.of(Programs.path("e2fsck"), "-fy", image.toString()), "");
    if ((check.exit() & ~SOUND) != 0) {
      throw new IOException(
          image + " holds no sound ext4 file system: " + line(check.err() + check.out()));
    }
    return new Ext4Image(image);
  }

  /**
   * Copies a regular file out of it.
   *
   * @param path absolute, in the file system
   * @param into replaced
   * @throws IOException with debugfs' words when the file is not there or cannot be read
   */
  void copy(String path, Path into) throws IOException {
    Files.deleteIfExists(into);
    String request = "dump " + quoted(path) + ' ' + quoted(into.toString());
    Command.Result dump =
        Shell.attempt(List.of(Programs.path("debugfs"), "-R", request, image.toString()), "");
    // Its exit status does not tell (1.47).
    String complaint = line(dump.err());
    if (!dump.ok() || !complaint.isEmpty() || !Files.isRegularFile(into)) {
      Files.deleteIfExists(into);
      throw new IOException("cannot take " + path + " out of " + image + ": " + complaint);
    }
  }

  /** As debugfs' request parser takes it. */
  private static String quoted(String argument) {
    return '"' + argument.replace("\"", "\"\"") + '"';
  }

  /** All words in one line; both programs greet with their name and version first. */
  private static String line(String words) {
    return words
        .lines()
        .filter(line -> !line.matches("(e2fsck|debugfs) [0-9].*"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "))
        .replaceAll("\\p{Cntrl}", "?");
  }
}
