package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The heads that lie in a directory. Their numbers order nothing: the engine counts 000 to 010 and
 * goes on with 001 ({@code Replica.nextFile}, 1.12, whose pattern takes the last digit alone).
 *
 * @param named by {@code volume.meta}; empty when that tells nothing
 * @param files all of them that are regular files
 * @param snapshots all that lie beside them
 */
record HeadFiles(Optional<String> named, List<Path> files, List<Path> snapshots) {

  /** Never fails: what cannot be seen is left out. */
  static HeadFiles in(Path directory) {
    List<Path> heads = new ArrayList<>();
    List<Path> snapshots = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        if (LayerNames.isHead(name)) {
          heads.add(file);
        } else if (LayerNames.isSnapshot(name)) {
          snapshots.add(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return new HeadFiles(Optional.empty(), List.of(), List.of());
    }
    return new HeadFiles(named(directory), List.copyOf(heads), List.copyOf(snapshots));
  }

  private static Optional<String> named(Path directory) {
    try {
      String head = MetaReader.volume(directory.resolve(VolumeMeta.FILE)).head();
      return Optional.of(head).filter(name -> !name.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The one whose time tells when the replica was last written to. One that holds data and is no
   * snapshot may be later than the one that {@code volume.meta} names.
   */
  Optional<Path> last() {
    Optional<Path> own = files.stream().filter(this::isNamed).findFirst();
    if (named.isPresent() && own.isEmpty()) {
      return Optional.empty();
    }
    return files.stream()
        .filter(head -> own.isEmpty() ? !isLinked(head) : isNamed(head) || isOther(head))
        .max(Comparator.comparing(HeadFiles::modified));
  }

  private boolean isNamed(Path head) {
    return named.filter(String.valueOf(head.getFileName())::equals).isPresent();
  }

  /** Whether it holds data that is in no snapshot: it was, or became, a head of its own. */
  boolean isOther(Path head) {
    return holdsData(head) && !isSnapshot(head);
  }

  private static boolean holdsData(Path head) {
    try (Fd fd = Fd.open(head)) {
      return fd.stat().allocated() > 0;
    } catch (IOException e) {
      return true; // Nobody knows.
    }
  }

  /** Under its old name: the same file, or the same bytes where links were copied as files. */
  private boolean isSnapshot(Path head) {
    return isLinked(head) || snapshots.stream().anyMatch(snapshot -> isSame(head, snapshot));
  }

  private boolean isLinked(Path head) {
    return snapshots.stream().anyMatch(snapshot -> isLink(head, snapshot));
  }

  private static boolean isLink(Path head, Path snapshot) {
    try {
      return Files.isSameFile(head, snapshot);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isSame(Path head, Path snapshot) {
    try {
      return Files.size(head) == Files.size(snapshot) && Heads.same(head, snapshot);
    } catch (IOException e) {
      return false;
    }
  }

  private static java.time.Instant modified(Path head) {
    try {
      return Files.readAttributes(head, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .lastModifiedTime()
          .toInstant();
    } catch (IOException e) {
      return java.time.Instant.MIN;
    }
  }
}
