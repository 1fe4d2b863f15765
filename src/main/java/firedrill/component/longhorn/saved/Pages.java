package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** What is only a part of something, or still locked, is told before anything in it counts. */
final class Pages {

  private Pages() {}

  /**
   * The API gives long lists in pages when it is asked for them, and kubectl does not say so with
   * {@code --raw}.
   */
  static void requireWhole(JsonNode root, Path file) throws IOException {
    JsonNode metadata = root.path("metadata");
    if (!metadata.path("continue").asText("").isEmpty()
        || metadata.path("remainingItemCount").asLong() > 0) {
      throw new IOException(
          file
              + " is one page of a longer list (metadata.continue): what the other pages hold is"
              + " not known. Bring all of it; one that is saved after an accident names other"
              + " replicas");
    }
    if (root.path("sops").isObject()) {
      throw new IOException(file + " is encrypted by sops; decrypt it first (sops -d)");
    }
  }
}
