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
import java.util.stream.Stream;

/**
 * What can be seen of a replica from outside, also of one whose metadata are damaged: enough to
 * tell whether it may be newer than another one.
 *
 * @param head the newest one of the directory; empty when there is none that can be looked at, or
 *     only older ones than {@code volume.meta} names
 * @param born what the head's metadata say of its beginning, by the engine's clock
 * @param clock how far the node's clock was ahead of the engine's when a layer was made: the time
 *     of a metadata file less the time written in it, the median of all layers; empty when no file
 *     tells
 * @param lastMade when the newest layer was made, by the engine's clock: the replica took part then
 * @param layers whether any layer lies there, whatever else is lost
 * @param revision the engine's count of writes; empty unless it is whole
 */
public record Glimpse(
    Optional<Head> head,
    Optional<Instant> born,
    Optional<Duration> clock,
    Optional<Instant> lastMade,
    boolean layers,
    Optional<Revision> revision) {

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
    List<Head> heads =
        named(directory, LayerNames.HEADS.pattern()).stream()
            .flatMap(file -> head(file).stream())
            .toList();
    Optional<Head> head =
        leftOvers(directory, heads)
            ? Optional.empty()
            : heads.stream().max(Comparator.comparing(Head::modified));
    return new Glimpse(
        head,
        head.flatMap(h -> made(h.file().resolveSibling(h.file().getFileName() + LayerMeta.SUFFIX))),
        median(metas.stream().flatMap(meta -> ahead(meta).stream()).toList()),
        metas.stream().flatMap(meta -> made(meta).stream()).max(Comparator.naturalOrder()),
        !named(directory, "volume-(head|snap)-.+\\.img").isEmpty(),
        revision(directory.resolve("revision.counter")));
  }

  /** Whether the head that {@code volume.meta} names is lost, and what is there is older. */
  private static boolean leftOvers(Path directory, List<Head> heads) {
    try {
      String named = MetaReader.volume(directory.resolve(VolumeMeta.FILE)).head();
      return !named.isEmpty()
          && heads.stream().allMatch(h -> number(name(h.file())) < number(named));
    } catch (IOException e) {
      return false;
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static long number(String head) {
    return Long.parseLong(head.replaceAll("[^0-9]", ""));
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
      Instant written = MetaReader.requireRegular(meta).lastModifiedTime().toInstant();
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
