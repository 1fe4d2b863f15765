package firedrill.guard;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Files under several names, one of which may be in a place that is never read. */
final class HardLinks {
  /** Where more lies, a file of several names is taken for one of it. */
  private static final int MAX_FILES = 200_000;

  private HardLinks() {}

  /**
   * @return the place in which a file has another name; null if it has none, or is no file
   * @throws IOException if nobody can tell
   */
  static Path placeOf(Path real, List<Path> places) throws IOException {
    if (!Files.isRegularFile(real) || (Integer) Files.getAttribute(real, "unix:nlink") < 2) {
      return null;
    }
    Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    Object device = Files.getAttribute(real, "unix:dev");
    for (Path place : places) {
      if (Files.exists(place) && holds(place, key, device)) {
        return place;
      }
    }
    return null;
  }

  private static boolean holds(Path place, Object key, Object device) throws IOException {
    Search search = new Search(key, device);
    Files.walkFileTree(place.toRealPath(), search);
    return search.found || search.seen > MAX_FILES;
  }

  private static final class Search extends PatientVisitor {
    private final Object key;
    private final Object device;
    private boolean found;
    private int seen;

    Search(Object key, Object device) {
      this.key = key;
      this.device = device;
    }

    /** A name on another file system is never one of the same file. */
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return Files.getAttribute(folder, "unix:dev").equals(device)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      found = key.equals(attributes.fileKey());
      return found || ++seen > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
  }
}
