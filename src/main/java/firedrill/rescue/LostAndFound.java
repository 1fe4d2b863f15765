package firedrill.rescue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What e2fsck could not put back where it was: files and directories by the numbers of their inodes
 * ({@code #12345}). A replica whose directory was damaged lies there layer by layer, without names.
 */
final class LostAndFound {

  private static final String NAME = "lost+found";

  private LostAndFound() {}

  /**
   * @param below what lies in the directory
   */
  static Optional<Unseen> in(Path directory, List<Path> below) {
    boolean lost = String.valueOf(directory.getFileName()).equals(NAME);
    List<Path> files = lost ? below.stream().filter(LostAndFound::isFile).toList() : List.of();
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Unseen(
                directory,
                directory
                    + " holds "
                    + files.size()
                    + " files that a repair of the file system put there, such as "
                    + files.get(0).getFileName()
                    + ": they may be layers of a replica that has lost its directory. Look for"
                    + " sparse files of a volume's size, and for their .meta"));
  }

  /** Of the file system that a place lies in, where it is not below that place. */
  static List<Unseen> above(Path place) {
    List<Unseen> found = new ArrayList<>();
    try {
      Object device = Files.getAttribute(place, "unix:dev");
      for (Path at = place.getParent(); at != null; at = at.getParent()) {
        if (!Files.getAttribute(at, "unix:dev").equals(device)) {
          break;
        }
        Path lost = at.resolve(NAME);
        if (Files.isDirectory(lost, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(lost)) {
          try (Stream<Path> below = Files.list(lost)) {
            List<Path> all = below.sorted().toList();
            in(lost, all).ifPresent(found::add);
            directories(lost, all).ifPresent(found::add);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // Of a place that can be read, what lies above it need not be.
      return found;
    }
    return found;
  }

  private static Optional<Unseen> directories(Path lost, List<Path> all) {
    return all.stream()
        .filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .map(
            first ->
                new Unseen(
                    lost,
                    lost
                        + " holds directories that a repair of the file system put there, such as "
                        + first.getFileName()
                        + ": one may be a replica. Name that place too"));
  }

  private static boolean isFile(Path one) {
    try {
      return Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS) && Files.size(one) > 0;
    } catch (IOException e) {
      return true;
    }
  }
}
