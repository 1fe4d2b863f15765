package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.replica.VolumeMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Symbolic links that a search met and did not follow. */
final class SkippedLink {

  /** Where replicas lie below a disk, a node's root, or a folder of it. */
  private static final List<String> BELOW =
      List.of(
          "",
          "replicas",
          "longhorn/replicas",
          "lib/longhorn/replicas",
          "var/lib/longhorn/replicas");

  private SkippedLink() {}

  /**
   * In words, unless what it leads to was looked at, or is nothing that replicas lie in.
   *
   * @param entered directories that were looked at, without links
   */
  static Optional<String> why(Path link, Set<Path> entered) {
    Path target;
    boolean leads = Files.isDirectory(link);
    try {
      target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
      if (leads && entered.contains(link.toRealPath())) {
        return Optional.empty();
      }
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Gone since.
    } catch (IOException e) {
      return Optional.of(link + " is a link that cannot be read: " + e + "; read it as root");
    }
    boolean suspicious =
        leads
            ? BELOW.stream().anyMatch(below -> hasReplicas(link.resolve(below)))
            : isLonghorns(link) || isLonghorns(target);
    return suspicious
        ? Optional.of(
            link
                + " is a link to "
                + target
                + (leads
                    ? ", where replicas lie, and was not followed: name that place too"
                    : ", which is not there: bring what it led to, replicas may lie there"))
        : Optional.empty();
  }

  private static boolean hasReplicas(Path directory) {
    try (Stream<Path> listing = Files.list(directory)) {
      return listing.anyMatch(
          f ->
              ReplicaSearch.LAYER.matcher(f.getFileName().toString()).matches()
                  || f.getFileName().toString().equals(VolumeMeta.FILE)
                  || String.valueOf(directory.getFileName()).equals("replicas")
                      && Orphan.of("", f).isPresent()
                  || Files.isRegularFile(f.resolve(VolumeMeta.FILE)));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean isLonghorns(Path path) {
    for (Path part : path) {
      if (part.toString().equals("longhorn") || part.toString().equals("replicas")) {
        return true;
      }
    }
    return Orphan.of("", path).isPresent();
  }
}
