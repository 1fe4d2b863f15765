package firedrill.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whoever may change a folder above a file may put another one in its place. */
final class FoldersAbove {
  private static final int ANYBODY_WRITES = 0002;

  /** Nobody renames or deletes there what is another's (inode(7)). */
  private static final int STICKY = 01000;

  private FoldersAbove() {}

  /**
   * @param file whose path is looked at as it is written; behind a link in it, the link's own place
   * @param user who may change them, beside root and whoever cannot be told from root
   * @return null when nobody else may
   */
  static String fault(Path file, long user) throws IOException {
    for (Path at = file.getParent(); at != null; at = at.getParent()) {
      Map<String, Object> folder = Files.readAttributes(at, "unix:mode,uid");
      long keeper = Integer.toUnsignedLong((Integer) folder.get("uid"));
      if (keeper != 0 && keeper != user && !ForeignIds.isHidden(keeper)) {
        return "its folder belongs to another user, who may put another one there";
      }
      int mode = (Integer) folder.get("mode");
      if ((mode & ANYBODY_WRITES) != 0 && (mode & STICKY) == 0) {
        return "everybody may put another one where it is: into " + Shown.text(at.toString());
      }
    }
    return null;
  }
}
