package firedrill.guard;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The file that halts everything. What cannot be known to be absent is there. */
final class StopFile {
  private static final Set<PosixFilePermission> LOOK =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);

  private static final long USER = new UnixSystem().getUid();

  /**
   * Which folders were there. One that is gone, or has been put out of the way for another, tells
   * nothing: a home that is not mounted any more leaves an empty folder in its place.
   */
  private static final Map<Path, Object> SEEN = new ConcurrentHashMap<>();

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
   * The same file in a home that is this person's too, such as behind {@code sudo}. The account's
   * own may be another's: inside a user namespace the JVM believes to be root, whose home it may
   * not enter.
   */
  static void requireAbsentElsewhere(Path stop) {
    if (!isAnothers(home(stop), stop.getParent())) {
      requireAbsent(stop);
    }
  }

  private static boolean isAnothers(Path home, Path inside) {
    if (!home.toString().equals(System.getProperty("user.home"))) {
      return false;
    }
    try {
      if (Integer.toUnsignedLong((Integer) Files.getAttribute(home, "unix:uid")) == USER) {
        return false;
      }
      Files.readAttributes(inside, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return false;
    } catch (AccessDeniedException e) {
      return true;
    } catch (IOException e) {
      return false; // It is looked at like any other, which tells what it is.
    }
  }

  /** Also of a file that is kept elsewhere than in a home. */
  private static Path home(Path stop) {
    Path folder = Objects.requireNonNull(stop.getParent());
    return folder.getParent() == null ? folder : folder.getParent();
  }

  private static GuardRefusal exists(Path stop) {
    return new GuardRefusal(
        "everything",
        "the stop file " + Shown.text(stop.toString()) + " exists",
        "delete that file once it is safe to go on");
  }

  /** Nothing there is an answer only from directories that may be looked into. */
  private static void requireKnown(Path stop) {
    Path home = home(stop);
    for (Path above = stop.getParent(); above != null; above = above.getParent()) {
      try {
        BasicFileAttributes itself =
            Files.readAttributes(above, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object found = requireReadable(stop, above, itself);
        Object before = SEEN.putIfAbsent(above, found);
        if (before != null && !before.equals(found)) {
          throw unknown(stop, above, "it was there, and another one is in its place");
        }
        if (home.startsWith(above)) {
          return;
        }
      } catch (NoSuchFileException e) {
        if (SEEN.containsKey(above)) {
          throw unknown(stop, above, "it was there, and is gone");
        }
      } catch (IOException e) {
        throw unknown(stop, above, Shown.reason(e));
      }
    }
  }

  /** Which one it is: device and inode. */
  private static Object requireReadable(Path stop, Path above, BasicFileAttributes itself)
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
    return Objects.requireNonNullElse(target.fileKey(), above);
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
        "make that place a directory that can be read, or HOME another one; what was put away, put"
            + " back or start anew");
  }
}
