package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Longhorn called otherwise before: up to 1.0 a Replica said in {@code dataPath} where its
 * directory lies.
 */
final class OldFields {

  private static final Pattern DATA_PATH = Pattern.compile("(/.*?)/*replicas/+([^/]+)/*");

  private OldFields() {}

  /** Writes today's names beside them, where these are not there. */
  static void read(Kind kind, ObjectNode resource) {
    if (kind != Kind.REPLICA || !(resource.get("spec") instanceof ObjectNode spec)) {
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
