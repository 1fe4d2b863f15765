package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.JsonNode;
import firedrill.component.longhorn.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** YAML has no end of its own: one that was cut off can be read, up to there. */
final class YamlEnd {

  private YamlEnd() {}

  /**
   * kubectl writes kind behind items, and a spec's fields in order of their names.
   *
   * @param root of one document
   */
  static void require(JsonNode root, Path file) throws IOException {
    if (root.path("items").isArray() && !root.path("kind").asText("").endsWith("List")) {
      throw new IOException(
          file
              + " has a list of items and no kind behind it: it was cut off, and what it lacks is"
              + " not known. Bring it whole, or write \"kind: List\" to its end if it is whole");
    }
    JsonNode spec = root.path("spec");
    boolean replica =
        root.path("apiVersion").asText("").startsWith("longhorn.io/")
            && root.path("kind").asText("").equals(Kind.REPLICA.kind());
    if (replica && !(spec.has("nodeID") && spec.has("volumeName"))) {
      throw new IOException(
          file
              + " has Replica "
              + root.path("metadata").path("name").asText("?")
              + " without "
              + (spec.has("nodeID") ? "volumeName" : "nodeID")
              + ", which Longhorn always writes: it was cut off in the middle of it, and whether"
              + " that replica had failed may stand in what is lost. Bring it whole");
    }
  }
}
