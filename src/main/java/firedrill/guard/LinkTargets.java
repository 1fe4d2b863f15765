package firedrill.guard;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the links in a place lead: what a place holds by a link is as secret as the place. */
final class LinkTargets {
  /** Keys and addresses lie near the top. */
  private static final int DEPTH = 4;

  /**
   * Folders are looked at from the top, and each of them whole: a cache below, such as kubectl's,
   * may have any number of files.
   */
  private static final int MOST_FILES = 2_000;

  private LinkTargets() {}

  /** Real paths outside the place; a link to nothing leads nowhere. */
  static Set<Path> of(Path place) {
    Set<Path> targets = new LinkedHashSet<>();
    Path real = real(place);
    if (real == null) {
      return targets;
    }
    if (!real.equals(place)) {
      targets.add(real);
    }
    List<Path> level = List.of(real);
    int seen = 0;
    for (int depth = 0; depth < DEPTH; depth++) {
      List<Path> below = new ArrayList<>();
      for (Path folder : level) {
        if (seen > MOST_FILES) {
          return targets;
        }
        seen += look(folder, targets, below);
      }
      level = below;
    }
    return targets;
  }

  /** Nothing of what is none, or may not be looked into: it cannot be read by a link in it. */
  private static int look(Path folder, Set<Path> targets, List<Path> below) {
    int seen = 0;
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return seen;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path one : all) {
        seen++;
        if (Files.isSymbolicLink(one)) {
          Path target = real(one);
          if (target != null) {
            targets.add(target);
          }
        } else if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
          below.add(one);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return seen;
    }
    return seen;
  }

  /** Null for nothing, or what this process may not see. */
  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      return null;
    }
  }
}
