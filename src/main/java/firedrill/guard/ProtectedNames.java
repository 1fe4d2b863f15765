package firedrill.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Places that are protected by their names, whatever is there. */
final class ProtectedNames {
  private final List<Path> roots;
  private final List<String> lowerRoots;
  private final Set<Path> own;

  /**
   * @param roots protected with all that lies in them
   * @param own a run's own folders, whose files may be called like a person's
   */
  ProtectedNames(List<Path> roots, Set<Path> own) {
    this.roots = roots;
    this.lowerRoots = roots.stream().map(root -> folded(root.toString())).toList();
    this.own = own;
  }

  /** Also on case-insensitive file systems, and in homes this process does not know. */
  boolean has(Path step) {
    Path name = step.getFileName();
    if (name != null && folded(name.toString()).equals(SecretPlaces.KEYS)) {
      return true;
    }
    String lower = folded(step.toString());
    return SecretPlaces.isAnybodys(lower) && own.stream().noneMatch(step::startsWith)
        || roots.stream().anyMatch(step::startsWith)
        || lowerRoots.stream().anyMatch(root -> isIn(lower, root));
  }

  /** As text: what is folded may be no name that this process' locale has. */
  private static boolean isIn(String path, String root) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }

  /** As a file system without cases compares: a long s is an s, too. */
  private static String folded(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
