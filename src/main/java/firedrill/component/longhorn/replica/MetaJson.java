package firedrill.component.longhorn.replica;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the JSON of a metadata file as the engine's Go does. */
final class MetaJson {

  /** Far above what an engine writes; labels are the only part without a bound of their own. */
  private static final int LARGEST = 1 << 20;

  /** Go reads one value and looks no further; of a key that is there twice, the last one counts. */
  private static final JsonMapper JSON = new JsonMapper();

  /** Those that are read, by their lower case. */
  private static final Map<String, String> FIELDS =
      Stream.of(
              "Size",
              "Head",
              "Dirty",
              "Rebuilding",
              "Error",
              "Parent",
              "SectorSize",
              "BackingFilePath",
              "BackingFileName",
              "Encrypted",
              "Removed",
              "UserCreated",
              "Created")
          .collect(Collectors.toMap(MetaJson::lower, name -> name));

  private MetaJson() {}

  static JsonNode read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    if (isBlank(bytes)) {
      throw new ReplicaException(
          file.endsWith(VolumeMeta.FILE) ? Problem.NOT_A_REPLICA : Problem.CORRUPT_META,
          file,
          bytes.length == 0 ? "is empty" : "holds nothing but NULs");
    }
    JsonNode json;
    try (JsonParser parser = JSON.createParser(text(bytes))) {
      json = asGoReads(JSON.readTree(parser));
    } catch (JsonProcessingException e) {
      throw new ReplicaException(
          Problem.CORRUPT_META, file, "is not JSON: " + e.getOriginalMessage(), e);
    }
    if (json == null || !json.isObject()) {
      throw new ReplicaException(Problem.CORRUPT_META, file, "is not a JSON object");
    }
    return json;
  }

  /** Bytes that are no UTF-8 become a sign of their own, as in Go (encoding/json). */
  private static String text(byte[] bytes) {
    return new String(bytes, 0, withoutPadding(bytes), StandardCharsets.UTF_8);
  }

  /** In words, when something lies behind what the engine reads. */
  static Optional<String> behind(Path file) throws IOException {
    try (JsonParser parser = JSON.createParser(text(bytes(file)))) {
      JSON.readTree(parser);
      if (ends(parser)) {
        return Optional.empty();
      }
    } catch (JsonProcessingException | ReplicaException e) {
      return Optional.empty();
    }
    return Optional.of(
        file.getFileName()
            + " has more behind its end, which the engine does not read: it was written over, or"
            + " edited");
  }

  private static boolean ends(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Go takes null for a field that is not there, and names in any case (encoding/json). */
  private static JsonNode asGoReads(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      return json;
    }
    ObjectNode read = JSON.createObjectNode();
    object
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                read.set(
                    FIELDS.getOrDefault(lower(field.getKey()), field.getKey()), field.getValue());
              }
            });
    return read;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** What a file system leaves of a file that it had not written out at a power cut. */
  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** A file whose length was written out and whose end was not has NULs there; Go stops before. */
  private static int withoutPadding(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length;
  }

  static byte[] bytes(Path file) throws IOException {
    MetaReader.requireRegular(file);
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new ReplicaException(Problem.CORRUPT_META, file, "is larger than " + LARGEST + " B");
      }
      return bytes;
    } catch (ReplicaException e) {
      throw e;
    } catch (IOException e) {
      throw MetaReader.unreadable(file, e);
    }
  }
}
