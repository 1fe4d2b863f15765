package firedrill.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The file that halts everything. What cannot be known to be absent is there. */
final class StopFile {
  private static final Set<PosixFilePermission> LOOK =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);

  /** Homes that were there: one that is not mounted any more tells nothing. */
  private static final Set<Path> SEEN = ConcurrentHashMap.newKeySet();

  private StopFile() {}

  /**
   * @throws GuardRefusal while it exists, whatever it is, or while nobody can tell
   */
  static void requireAbsent(Path stop) {
    try {
      Files.readAttributes(stop, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      requireKnown(stop);
      return;
    } catch (IOException e) {
      throw unknown(stop, stop, Shown.reason(e));
    }
    throw exists(stop);
  }

  /**
   * The same file in a home that is this person's too, such as behind {@code sudo}. Whether it may
   * be looked into is that home's affair: only a file that is seen there counts.
   */
  static void requireNotSeen(Path stop) {
    if (Files.exists(stop, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(stop);
    }
  }

  private static GuardRefusal exists(Path stop) {
    return new GuardRefusal(
        "everything",
        "the stop file " + Shown.text(stop.toString()) + " exists",
        "delete that file once it is safe to go on");
  }

  /** Nothing there is an answer only from directories that may be looked into. */
  private static void requireKnown(Path stop) {
    Path home = stop.getParent().getParent();
    for (Path above = stop.getParent(); above != null; above = above.getParent()) {
      try {
        BasicFileAttributes itself =
            Files.readAttributes(above, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        requireReadable(stop, above, itself);
        if (home.startsWith(above)) {
          SEEN.add(above);
          return;
        }
      } catch (NoSuchFileException e) {
        if (SEEN.contains(above)) {
          throw unknown(stop, above, "it was there, and is gone");
        }
      } catch (IOException e) {
        throw unknown(stop, above, Shown.reason(e));
      }
    }
  }

  private static void requireReadable(Path stop, Path above, BasicFileAttributes itself)
      throws IOException {
    PosixFileAttributes target;
    try {
      target = Files.readAttributes(above, PosixFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw unknown(
          stop, above, itself.isSymbolicLink() ? "it is a link to nothing" : "it has just gone");
    }
    if (!target.isDirectory()) {
      throw unknown(stop, above, "it is no directory");
    }
    // Root may look in all the same; the person that made it so may still have meant it.
    if (!target.permissions().containsAll(LOOK)) {
      throw unknown(stop, above, "its owner may not look into it");
    }
  }

  private static GuardRefusal unknown(Path stop, Path where, String why) {
    return new GuardRefusal(
        "everything",
        "nobody can tell whether the stop file "
            + Shown.text(stop.toString())
            + " exists: "
            + Shown.text(where.toString())
            + ": "
            + why,
        "make that place a directory that can be read, or HOME another one");
  }
}
