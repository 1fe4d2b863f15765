package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be seen of a replica from outside, also of one whose metadata are damaged: enough to
 * tell whether it may be newer than another one.
 *
 * @param head the one that {@code volume.meta} names, or another one that was written to later and
 *     is no snapshot's old name; empty when there is none that can be looked at, or when the one
 *     that is named is lost
 * @param born what the head's metadata say of its beginning, by the engine's clock; empty when the
 *     replica made it by its own, which is so of a first head and after an expansion
 * @param clock how far the node's clock was ahead of the engine's when a snapshot was taken: the
 *     time of a metadata file less the time written in it, the median of all layers; empty when no
 *     file tells. Of layers that the replica gave a time itself (1.12, {@code createDisk} without a
 *     snapshot, {@code Expand}) both times are by one clock, and tell nothing
 * @param lastMade when the newest snapshot was taken, by the engine's clock: the replica took part
 *     then
 * @param layers whether any layer lies there, whatever else is lost
 * @param revision the engine's count of writes; empty unless it is whole
 * @param steady whether the newest layer was made since the replica was last opened, on a clock
 *     that agreed with the engine's: then nothing has set that clock back since. {@code
 *     volume.meta} is written when a replica is opened, and with each layer (1.12)
 * @param others heads beside that of the chain that may be later, in words; of one that can be read
 * @param foreign whether anything lies there that an engine does not make for an empty replica
 */
public record Glimpse(
    Optional<Head> head,
    Optional<Instant> born,
    Optional<Duration> clock,
    Optional<Instant> lastMade,
    boolean layers,
    Optional<Revision> revision,
    boolean steady,
    List<String> others,
    boolean foreign) {

  /** Files that are written together are so within this, and clocks that agree differ by less. */
  private static final Duration TOGETHER = Duration.ofSeconds(60);

  /** A file that is older tells the time of a clock that was not set. */
  public static final Instant FIRST_ENGINE = MetaReader.FIRST_ENGINE;

  /** {@code revision.counter} is that long: digits, then NULs. */
  private static final int COUNTER_BYTES = 4096;

  /**
   * A head as its inode shows it.
   *
   * @param modified of the last write, by the clock of the node
   */
  public record Head(Path file, Instant modified, long size) {}

  /**
   * {@code revision.counter}, which stays behind when the engine no longer keeps it.
   *
   * @param modified of the file, by the clock of the node
   */
  public record Revision(long writes, Instant modified) {}

  /** Never fails: what cannot be seen is empty. */
  public static Glimpse of(Path directory) {
    List<Path> metas = named(directory, "volume-(head|snap)-.+\\.img\\.meta");
    return of(directory, last(directory), metas, List.of());
  }

  private static Optional<Head> last(Path directory) {
    return HeadFiles.in(directory).last().flatMap(Glimpse::head);
  }

  /**
   * Of one that can be read: what lies there and is no part of it tells nothing of it, but a head
   * that may be later.
   */
  public static Glimpse of(Chain chain) throws IOException {
    Path directory = chain.directory();
    String own = chain.volume().head();
    List<Path> metas = chain.layers().stream().map(layer -> meta(layer.file())).toList();
    List<String> others = HeadFiles.in(directory).others(own);
    Optional<Head> head = others.isEmpty() ? head(directory.resolve(own)) : last(directory);
    return of(directory, head, metas, others);
  }

  private static Glimpse of(
      Path directory, Optional<Head> head, List<Path> metas, List<String> others) {
    List<Path> told = metas.stream().filter(Glimpse::isOfTheEngine).toList();
    Optional<Path> newest =
        told.stream()
            // A snapshot and the head that it makes bear one time; the file is written again later.
            .max(
                Comparator.comparing((Path meta) -> made(meta).orElseThrow())
                    .thenComparing(meta -> ahead(meta).orElse(Duration.ZERO).negated()));
    Optional<Duration> last = newest.flatMap(Glimpse::ahead);
    // A file that was written again is late, never early.
    boolean behind = last.filter(off -> off.compareTo(TOGETHER.negated()) < 0).isPresent();
    return new Glimpse(
        head,
        head.map(h -> meta(h.file())).filter(Glimpse::isOfTheEngine).flatMap(Glimpse::made),
        behind ? last : median(told.stream().flatMap(meta -> ahead(meta).stream()).toList()),
        newest.flatMap(Glimpse::made),
        !named(directory, "volume-(head|snap)-.+\\.img").isEmpty(),
        revision(directory.resolve("revision.counter")),
        last.filter(off -> off.abs().compareTo(TOGETHER) <= 0).isPresent()
            && newest.filter(meta -> isOpenSince(directory, meta)).isPresent(),
        others,
        !named(directory, "(?!volume\\.meta(\\.tmp)?$|revision\\.counter$).*").isEmpty());
  }

  /**
   * Names of the snapshots of a directory that were taken there. One that came from a backup, or
   * from the volume that this is a clone of, bears no time.
   */
  public static Set<String> taken(Path directory) {
    return named(directory, "volume-snap-.+\\.img").stream()
        .filter(snapshot -> made(meta(snapshot)).isPresent())
        .map(snapshot -> String.valueOf(snapshot.getFileName()))
        .collect(Collectors.toSet());
  }

  /**
   * Whether the time in it is the engine's: it writes one into a snapshot and into the head that it
   * makes, of every replica that takes part.
   */
  private static boolean isOfTheEngine(Path meta) {
    Optional<Instant> made = made(meta);
    String layer = layer(meta);
    if (made.isEmpty() || LayerNames.isSnapshot(layer)) {
      return made.isPresent() && !LayerNames.isExpansion(layer);
    }
    String below = parent(meta);
    return LayerNames.isSnapshot(below)
        && !LayerNames.isExpansion(below)
        && made(meta(meta.resolveSibling(below)))
            .filter(at -> Duration.between(at, made.get()).abs().compareTo(TOGETHER) <= 0)
            .isPresent();
  }

  private static String layer(Path meta) {
    String name = String.valueOf(meta.getFileName());
    return name.substring(0, name.length() - LayerMeta.SUFFIX.length());
  }

  private static String parent(Path meta) {
    try {
      return MetaReader.layer(meta).parent();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Whether a directory in which nothing lies has ever held something, as far as its times tell:
   * one that was made and left alone was changed when it was made. A repair of the file system, or
   * somebody, may have taken its files away since; and a copy tells nothing of it.
   */
  public static boolean mayHaveHeld(Path directory) {
    if (!named(directory, ".*").isEmpty()) {
      return false;
    }
    try (Fd fd = Fd.open(directory)) {
      Fd.Stat stat = fd.stat();
      return stat.born().filter(stat.modified()::equals).isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isOpenSince(Path directory, Path newest) {
    try {
      Instant opened = modified(directory.resolve(VolumeMeta.FILE));
      return Duration.between(opened, modified(newest)).abs().compareTo(TOGETHER) <= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Instant modified(Path file) throws IOException {
    return MetaReader.requireRegular(file).lastModifiedTime().toInstant();
  }

  private static Path meta(Path layer) {
    return layer.resolveSibling(layer.getFileName() + LayerMeta.SUFFIX);
  }

  /** A file that was damaged or written again tells the time of that, so one alone tells little. */
  private static Optional<Duration> median(List<Duration> all) {
    List<Duration> sorted = all.stream().sorted(Comparator.comparing(Duration::abs)).toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }

  private static List<Path> named(Path directory, String pattern) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> String.valueOf(f.getFileName()).matches(pattern)).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static Optional<Head> head(Path file) {
    try {
      BasicFileAttributes seen = MetaReader.requireRegular(file);
      return Optional.of(new Head(file, seen.lastModifiedTime().toInstant(), seen.size()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> made(Path meta) {
    try {
      return MetaReader.layer(meta).created();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> ahead(Path meta) {
    try {
      Instant written = modified(meta);
      return made(meta).map(created -> Duration.between(created, written));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Revision> revision(Path file) {
    try {
      BasicFileAttributes seen = MetaReader.requireRegular(file);
      if (seen.size() != COUNTER_BYTES) {
        return Optional.empty();
      }
      String digits = Files.readString(file, StandardCharsets.ISO_8859_1).replaceFirst("\0+$", "");
      return digits.matches("[0-9]{1,18}")
          ? Optional.of(new Revision(Long.parseLong(digits), seen.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
