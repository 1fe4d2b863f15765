package firedrill.rescue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Places that people name and that no replicas lie in: what they are, and what to do with them. */
final class OtherPlaces {

  /** Below a backup target; volumes lie below it by two letters each of their names' hash. */
  private static final String BACKUPS = "backupstore";

  private OtherPlaces() {}

  /**
   * Whether a kernel shows itself there, as it does below a node's root, endlessly: that is no disk
   * and has no room. What programs mount may not say how much it has.
   *
   * @param above the directory that it lies in
   */
  static boolean isOfTheKernel(Path above, Path place) {
    try {
      if (Files.getAttribute(place, "unix:dev").equals(Files.getAttribute(above, "unix:dev"))) {
        return false;
      }
      FileStore mounted = Files.getFileStore(place);
      return mounted.getTotalSpace() == 0 && !mounted.type().matches("fuse.*|autofs");
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
            + (Files.exists(place)
                ? " is not a directory; name a replica directory, or one above. If it is a disk, or"
                    + " the image of one, mount it read-only (mount -o ro,noload) and name where;"
                    + " if it is an archive, unpack it (tar -S) in an empty folder"
                : " is not there, or may not be looked at by this user; look at the name, and"
                    + " whether its disk is mounted. Name a replica directory, or one above"));
  }

  /** In words. */
  static String closed(Path place, Exception why) {
    Throwable cause = why instanceof UncheckedIOException unchecked ? unchecked.getCause() : why;
    return cause instanceof AccessDeniedException
        ? place + " cannot be listed by this user; replicas belong to root: do it as root"
        : place
            + " cannot be listed ("
            + cause.getMessage()
            + "): is its disk in order, and are you root?";
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
