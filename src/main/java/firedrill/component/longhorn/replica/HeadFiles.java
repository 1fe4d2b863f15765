package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
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
 * @param lost names of those of which only the metadata lie there
 * @param snapshots all that lie beside them
 */
record HeadFiles(Optional<String> named, List<Path> files, List<Path> lost, List<Path> snapshots) {

  /** Never fails: what cannot be seen is left out. */
  static HeadFiles in(Path directory) {
    List<Path> heads = new ArrayList<>();
    List<Path> lost = new ArrayList<>();
    List<Path> snapshots = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        String layer = name.replaceFirst("\\" + LayerMeta.SUFFIX + "$", "");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        if (LayerNames.isHead(name)) {
          heads.add(file);
        } else if (LayerNames.isSnapshot(name)) {
          snapshots.add(file);
        } else if (LayerNames.isHead(layer)
            && !Files.exists(file.resolveSibling(layer), LinkOption.NOFOLLOW_LINKS)) {
          lost.add(file.resolveSibling(layer));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return new HeadFiles(Optional.empty(), List.of(), List.of(), List.of());
    }
    return new HeadFiles(
        named(directory), List.copyOf(heads), List.copyOf(lost), List.copyOf(snapshots));
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
    boolean unknown = lost.stream().anyMatch(head -> own.isEmpty() || isLater(head, own.get()));
    if (named.isPresent() && own.isEmpty() || unknown) {
      return Optional.empty();
    }
    return files.stream()
        .filter(head -> own.isEmpty() ? !isLinked(head) : isNamed(head) || isOther(head))
        .max(Comparator.comparing(HeadFiles::modified));
  }

  /**
   * Those that may be later than one of them, in words.
   *
   * @param own file name of the chain's head
   */
  List<String> others(String own) throws IOException {
    List<String> others = new ArrayList<>();
    for (Path head : files) {
      if (!isCalled(head, own) && isOther(head)) {
        others.add(
            head.getFileName()
                + (holdsData(head)
                    ? " holds data that is in no snapshot and was last written at "
                    : " holds nothing, though it was last written, after it was made, at ")
                + Files.getLastModifiedTime(head));
      }
    }
    for (Path head : lost) {
      if (!isCalled(head, own) && isLater(head, head.resolveSibling(own))) {
        others.add(head.getFileName() + " is lost, and its metadata lie there");
      }
    }
    return others;
  }

  private static boolean isCalled(Path head, String name) {
    return name.equals(String.valueOf(head.getFileName()));
  }

  /** By the engine's clock; an engine that was killed when it removed one leaves that of before. */
  private static boolean isLater(Path lost, Path own) {
    Optional<Instant> its = made(lost);
    Optional<Instant> mine = made(own);
    return its.isEmpty() || mine.isEmpty() || !its.get().isBefore(mine.get());
  }

  private static Optional<Instant> made(Path head) {
    try {
      return MetaReader.layer(head.resolveSibling(head.getFileName() + LayerMeta.SUFFIX)).created();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isNamed(Path head) {
    return named.filter(name -> isCalled(head, name)).isPresent();
  }

  /**
   * Whether it holds data that is in no snapshot, or was written to and holds nothing any more: it
   * was, or became, a head of its own.
   */
  boolean isOther(Path head) {
    return holdsData(head) ? !isSnapshot(head) : isEmptied(head);
  }

  /** Its metadata are written when it is made, and by the same clock. */
  private static boolean isEmptied(Path head) {
    Path meta = head.resolveSibling(head.getFileName() + LayerMeta.SUFFIX);
    return Files.isRegularFile(meta, LinkOption.NOFOLLOW_LINKS)
        && modified(head).isAfter(modified(meta).plus(Doubts.AT_ONCE));
  }

  static boolean holdsData(Path head) {
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

  private static Instant modified(Path head) {
    try {
      return Files.readAttributes(head, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .lastModifiedTime()
          .toInstant();
    } catch (IOException e) {
      return Instant.MIN;
    }
  }
}
