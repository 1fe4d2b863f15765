package firedrill.guard;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where the links in a place lead: what a place holds by a link is as secret as the place. */
final class LinkTargets {
  /** Keys and addresses lie near the top. */
  private static final int DEPTH = 4;

  private static final int MOST_FILES = 2_000;

  private LinkTargets() {}

  /** Real paths outside the place; a link to nothing leads nowhere. */
  static Set<Path> of(Path place) {
    Set<Path> targets = new LinkedHashSet<>();
    if (!Files.exists(place)) {
      return targets;
    }
    try {
      Path real = place.toRealPath();
      if (!real.equals(place)) {
        targets.add(real);
      }
      Files.walkFileTree(
          real, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH, new Search(targets));
    } catch (IOException e) {
      return targets; // What this process may not look into it cannot read by a link in it either.
    }
    return targets;
  }

  private static final class Search extends PatientVisitor {
    private final Set<Path> targets;
    private int seen;

    Search(Set<Path> targets) {
      this.targets = targets;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        try {
          targets.add(file.toRealPath());
        } catch (IOException e) {
          return FileVisitResult.CONTINUE;
        }
      }
      return ++seen > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
  }
}
