package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Longhorn called otherwise before: up to 1.0 a Replica said in {@code dataPath} where its
 * directory lies; up to 1.5 all three said {@code engineImage} and {@code backendStoreDriver}.
 */
final class OldFields {

  private static final Pattern DATA_PATH = Pattern.compile("(/.*?)/*replicas/+([^/]+)/*");

  /** Those of up to 1.5, as its upgrade to 1.6 takes them over. */
  private static final Map<String, String> RENAMED =
      Map.of("engineImage", "image", "backendStoreDriver", "dataEngine");

  private OldFields() {}

  /** Writes today's names beside them, where these are not there. */
  static void read(Kind kind, ObjectNode resource) {
    if (!(resource.get("spec") instanceof ObjectNode spec)) {
      return;
    }
    RENAMED.forEach(
        (before, now) -> {
          String said = spec.path(before).asText("");
          if (!said.isEmpty() && spec.path(now).asText("").isEmpty()) {
            spec.put(now, said);
          }
        });
    if (kind != Kind.REPLICA) {
      return;
    }
    Matcher path = DATA_PATH.matcher(spec.path("dataPath").asText(""));
    if (spec.path("dataDirectoryName").asText("").isEmpty() && path.matches()) {
      spec.put("dataDirectoryName", path.group(2));
      if (spec.path("diskPath").asText("").isEmpty()) {
        spec.put("diskPath", path.group(1));
      }
    }
  }
}
