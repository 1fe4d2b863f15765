package firedrill.component.longhorn.replica;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the JSON of a metadata file as the engine's Go does. */
final class MetaJson {

  /** Far above what an engine writes; labels are the only part without a bound of their own. */
  private static final int LARGEST = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
    try {
      json = asGoReads(JSON.readTree(bytes, 0, withoutPadding(bytes)));
    } catch (JsonProcessingException e) {
      throw new ReplicaException(
          Problem.CORRUPT_META, file, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      // Bytes that are no UTF-8 at all.
      throw new ReplicaException(Problem.CORRUPT_META, file, "is not JSON: " + e.getMessage(), e);
    }
    if (json == null || !json.isObject()) {
      throw new ReplicaException(Problem.CORRUPT_META, file, "is not a JSON object");
    }
    return json;
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
