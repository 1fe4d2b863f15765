package firedrill.component.longhorn.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What a snapshot's {@code .img.checksum} says of its layer: the engine leaves one when it has
 * hashed the file, all of it, holes as zeros ({@code pkg/replica/hash.go}, 1.12).
 */
enum SnapshotChecksum {
  /** There is none, or none that tells. */
  SILENT,
  /** The layer is as it was. */
  MATCHES,
  /** The layer is another one, though nobody wrote to it. */
  DIFFERS;

  private static final String SUFFIX = ".checksum";
  private static final int BUFFER = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads all of the layer if there is something to compare it with. */
  static SnapshotChecksum of(Layer layer) throws IOException {
    return of(layer, Overrides.NONE);
  }

  /**
   * @param words a human's, on how to read it
   */
  static SnapshotChecksum of(Layer layer, Overrides words) throws IOException {
    JsonNode said = said(layer.file().resolveSibling(layer.name() + SUFFIX));
    String checksum = said.path("checksum").asText();
    if (!said.path("method").asText().equals("crc64") || checksum.isEmpty()) {
      return SILENT;
    }
    if (said.path("silently_corrupted").asBoolean()) {
      return DIFFERS;
    }
    if (checksum.equals(hash(layer, words))) {
      return MATCHES;
    }
    // A purge or a trim changes a snapshot; then the engine hashes it anew at its next look.
    return layer.modified().isAfter(hashedAt(said)) ? SILENT : DIFFERS;
  }

  private static JsonNode said(Path file) {
    try {
      return JSON.readTree(MetaJson.bytes(file));
    } catch (IOException e) {
      // Not there, or damaged itself: that says nothing of the layer.
      return JSON.createObjectNode();
    }
  }

  private static Instant hashedAt(JsonNode said) {
    try {
      return OffsetDateTime.parse(said.path("last_hashed_at").asText()).toInstant();
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  private static String hash(Layer layer, Overrides words) throws IOException {
    Crc64 crc = new Crc64();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (LayerSource source = FileSource.open(layer, words, true)) {
      Cursor cursor = new Cursor(source, 0);
      long at = 0;
      for (Extent e = cursor.peek(); e != null; e = cursor.peek()) {
        crc.zeros(Math.max(0, e.offset() - at));
        at = Math.max(at, e.offset());
        for (long end = Math.min(e.end(), source.size()); at < end; at += buffer.limit()) {
          buffer.clear().limit((int) Math.min(BUFFER, end - at));
          source.read(at, buffer);
          crc.update(buffer.flip());
        }
        cursor.drop();
      }
      crc.zeros(layer.size() - at);
    }
    return crc.hex();
  }
}
