package firedrill.guard;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whoever may change a folder above a file may put another one in its place. */
final class FoldersAbove {
  private static final int TYPE = 0170000;
  private static final int LINK = 0120000;
  private static final int ANYBODY_WRITES = 0002;
  private static final int GROUP_WRITES = 0020;

  /** Nobody renames or deletes there what is another's (inode(7)). */
  private static final int STICKY = 01000;

  /** Linux gives up at this many links (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private static final long GROUP = new UnixSystem().getGid();

  private FoldersAbove() {}

  /**
   * Walks to the file as the kernel does, link by link: each folder on the way counts, wherever a
   * link leads.
   *
   * @param file need not exist
   * @param user who may change them, beside root and whoever cannot be told from root
   * @return null when nobody else may
   */
  static String fault(Path file, long user) throws IOException {
    Path absolute = file.toAbsolutePath();
    Deque<Path> rest = new ArrayDeque<>();
    absolute.forEach(rest::addLast);
    Path at = Objects.requireNonNull(absolute.getRoot());
    String fault = fault(at, attributes(at), user);
    int links = 0;
    while (fault == null && !rest.isEmpty()) {
      Path step = rest.removeFirst();
      if (step.toString().equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      Path next = step.toString().equals(".") ? at : at.resolve(step);
      Map<String, Object> found;
      try {
        found = attributes(next);
      } catch (NoSuchFileException e) {
        if (rest.isEmpty()) {
          return null;
        }
        throw e;
      }
      if (((Integer) found.get("mode") & TYPE) != LINK) {
        fault = rest.isEmpty() ? null : fault(next, found, user);
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new FileSystemException(file.toString(), null, "too many links");
      }
      if (isAnothers(found, user)) {
        return "a link on its way belongs to another user, who may let it lead elsewhere";
      }
      Path target = Files.readSymbolicLink(next);
      List<Path> steps = new ArrayList<>();
      target.forEach(steps::add);
      for (int i = steps.size() - 1; i >= 0; i--) {
        rest.addFirst(steps.get(i));
      }
      at = target.isAbsolute() ? Objects.requireNonNull(target.getRoot()) : at;
    }
    return fault;
  }

  private static Map<String, Object> attributes(Path at) throws IOException {
    return Files.readAttributes(at, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isAnothers(Map<String, Object> found, long user) {
    long keeper = Integer.toUnsignedLong((Integer) found.get("uid"));
    return keeper != 0 && keeper != user && !ForeignIds.isHidden(keeper);
  }

  static String fault(Path at, Map<String, Object> folder, long user) {
    if (isAnothers(folder, user)) {
      return "its folder belongs to another user, who may put another one there";
    }
    int mode = (Integer) folder.get("mode");
    if ((mode & STICKY) != 0) {
      return null;
    }
    if ((mode & ANYBODY_WRITES) != 0) {
      return "everybody may put another one where it is: into " + Shown.text(at.toString());
    }
    return (mode & GROUP_WRITES) != 0 && isShared((Integer) folder.get("gid"))
        ? "a group may put another one where it is: into " + Shown.text(at.toString())
        : null;
  }

  /** Where a user has a group of their own, all that they make belongs to it. */
  private static boolean isShared(int group) {
    long id = Integer.toUnsignedLong(group);
    return id == GROUP ? Groups.isShared() : id > Groups.LAST_OF_SYSTEM;
  }
}
