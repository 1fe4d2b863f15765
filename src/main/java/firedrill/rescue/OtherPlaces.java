package firedrill.rescue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Places that people name and that no replicas lie in: what they are, and what to do with them. */
final class OtherPlaces {

  /** Below a backup target; volumes lie below it by two letters each of their names' hash. */
  private static final String BACKUPS = "backupstore";

  /** What a kernel shows of itself below a node's root: endless, and nobody's files. */
  private static final Set<String> OF_THE_KERNEL =
      Set.of(
          "proc",
          "sysfs",
          "cgroup",
          "cgroup2",
          "devpts",
          "devtmpfs",
          "tracefs",
          "debugfs",
          "bpf",
          "securityfs",
          "configfs",
          "pstore",
          "mqueue",
          "nsfs",
          "binfmt_misc",
          "efivarfs");

  private OtherPlaces() {}

  /**
   * Whether something that is not on a disk is mounted there.
   *
   * @param above the directory that it lies in
   */
  static boolean isOfTheKernel(Path above, Path place) {
    try {
      return !Files.getAttribute(place, "unix:dev").equals(Files.getAttribute(above, "unix:dev"))
          && OF_THE_KERNEL.contains(Files.getFileStore(place).type());
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Then it is looked at.
    }
  }

  /**
   * @throws IOException saying what to name instead
   */
  static void requireDirectory(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      return;
    }
    throw new IOException(
        place
            + " is not a directory; name a replica directory, or one above"
            + (Files.exists(place)
                ? ". If it is a disk, or the image of one, mount it read-only (mount -o ro,noload)"
                    + " and name where; if it is an archive, unpack it (tar -S)"
                : ""));
  }

  /** In words. */
  static String withoutReplicas(Path place) {
    boolean backups =
        Files.isDirectory(place.resolve(BACKUPS).resolve("volumes"))
            || place.endsWith(BACKUPS) && Files.isDirectory(place.resolve("volumes"));
    return backups
        ? place
            + " is a backup target of Longhorn's: no replicas lie there, but backups, which a"
            + " Longhorn that has it for its backup target restores"
        : "no replica lies below " + place + ": is its disk mounted there?";
  }
}
