package firedrill.component.longhorn.replica;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads metadata files that may be anything; all that can be wrong is a {@link Problem}. */
final class MetaReader {

  private static final int LONGEST_NAME = 250;

  /** What the engine writes, and counts in whatever is written there. */
  static final int SECTOR = 512;

  /** Before there was an engine: Go's zero time, or the time of a clock that was not set. */
  static final Instant FIRST_ENGINE = Instant.parse("2016-01-01T00:00:00Z");

  private MetaReader() {}

  static VolumeMeta volume(Path file) throws IOException {
    JsonNode json = MetaJson.read(file);
    VolumeMeta meta = volume(file, json, number(file, json, "Size"));
    if (meta.size() <= 0 || meta.size() % SECTOR != 0) {
      throw new ReplicaException(
          Problem.SIZE_MISMATCH,
          file,
          "Size is " + meta.size() + ", not a positive multiple of " + SECTOR);
    }
    if (!meta.head().isEmpty()) {
      requireName(file, "Head", meta.head(), LayerNames.HEADS);
    }
    if (!meta.parent().isEmpty()) {
      requireName(file, "Parent", meta.parent(), LayerNames.SNAPSHOTS);
    }
    return meta;
  }

  /** Whatever its size and its names are; a human says these. */
  static VolumeMeta looseVolume(Path file) throws IOException {
    return volume(file, MetaJson.read(file), 0);
  }

  private static VolumeMeta volume(Path file, JsonNode json, long size) throws ReplicaException {
    return new VolumeMeta(
        size,
        text(file, json, "Head"),
        flag(file, json, "Dirty"),
        flag(file, json, "Rebuilding"),
        text(file, json, "Error"),
        text(file, json, "Parent"),
        json.has("SectorSize") ? number(file, json, "SectorSize") : SECTOR,
        backing(file, json),
        flag(file, json, "Encrypted"));
  }

  /** Of 1.1 and later; before, it was a name in the replica's own directory. */
  private static String backing(Path file, JsonNode json) throws ReplicaException {
    String path = text(file, json, "BackingFilePath");
    return path.isEmpty() ? text(file, json, "BackingFileName") : path;
  }

  /** After a restore from a backup, or a clone, a snapshot's holds no more than its parent. */
  static LayerMeta layer(Path file) throws IOException {
    JsonNode json = MetaJson.read(file);
    String parent = text(file, json, "Parent");
    if (!parent.isEmpty()) {
      requireName(file, "Parent", parent, LayerNames.SNAPSHOTS);
    }
    return new LayerMeta(
        parent,
        flag(file, json, "Removed"),
        flag(file, json, "UserCreated"),
        json.has("Parent"),
        created(text(file, json, "Created")));
  }

  /** The engine does not read it; of one that is no time, the time is not known. */
  private static Optional<Instant> created(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(FIRST_ENGINE::isBefore);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The attributes of a regular file; a link is not one. */
  static BasicFileAttributes requireRegular(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new ReplicaException(
          file.endsWith(VolumeMeta.FILE) ? Problem.NOT_A_REPLICA : Problem.MISSING_LAYER,
          file,
          "is not there",
          e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (!attributes.isRegularFile()) {
      throw new ReplicaException(
          Problem.UNREADABLE,
          file,
          attributes.isSymbolicLink()
              ? "is a symbolic link; an engine makes none, so it is not followed"
              : "is not a regular file");
    }
    return attributes;
  }

  static ReplicaException unreadable(Path file, IOException e) {
    boolean denied = e instanceof AccessDeniedException;
    return new ReplicaException(
        Problem.UNREADABLE,
        file,
        denied
            ? "may not be read by this user; replicas belong to root, so read them as root"
            : "cannot be read: " + e,
        e);
  }

  /** Whether somebody else may read it: then nothing of it is lost. */
  static boolean isDenied(ReplicaException e) {
    return e.getCause() instanceof AccessDeniedException;
  }

  static void requireSnapshot(Path file, String parent) throws ReplicaException {
    requireName(file, "Parent", parent, LayerNames.SNAPSHOTS);
  }

  private static void requireName(Path file, String field, String name, Pattern pattern)
      throws ReplicaException {
    if (name.length() > LONGEST_NAME || !pattern.matcher(name).matches()) {
      throw new ReplicaException(
          Problem.HOSTILE_NAME, file, field + " is " + quoted(name) + ", not the name of a layer");
    }
  }

  /** A field that is not there has Go's zero value, as for the engine. */
  private static String text(Path file, JsonNode json, String field) throws ReplicaException {
    return !json.has(field)
        ? ""
        : require(file, json, field, json.path(field).isTextual(), "a text").textValue();
  }

  private static boolean flag(Path file, JsonNode json, String field) throws ReplicaException {
    return json.has(field)
        && require(file, json, field, json.path(field).isBoolean(), "true or false").booleanValue();
  }

  private static long number(Path file, JsonNode json, String field) throws ReplicaException {
    JsonNode node = json.path(field);
    boolean fits = node.isIntegralNumber() && node.canConvertToLong();
    return require(file, json, field, fits, "a whole number of 64 bits").longValue();
  }

  private static JsonNode require(Path file, JsonNode json, String field, boolean fits, String kind)
      throws ReplicaException {
    if (!fits) {
      throw new ReplicaException(
          Problem.CORRUPT_META,
          file,
          json.has(field)
              ? field + " is " + quoted(json.get(field).toString()) + ", not " + kind
              : field + " is missing");
    }
    return json.get(field);
  }

  /** Names come from elsewhere: what ends up in a message is short and printable. */
  private static String quoted(String text) {
    String printable =
        text.codePoints()
            .limit(60)
            .collect(
                StringBuilder::new,
                (b, c) -> b.append(c >= 0x20 && c < 0x7f ? String.valueOf((char) c) : "?"),
                StringBuilder::append)
            .toString();
    return "\"" + printable + (text.length() > 60 ? "…" : "") + "\"";
  }
}
