package firedrill.report;

import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where, with what and how to do it again, in small print. */
final class SmallPrint {

  private SmallPrint() {}

  static void write(Markup m, DrillResult result, Texts texts) {
    if (result.scenarios().isEmpty()) {
      return;
    }
    JsonNode start = result.scenarios().get(0).start();
    m.open("footer").leaf("h2", texts.get("print.title")).open("dl");
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("print.run", result.run());
    rows.put("print.seed", text(start, "seed"));
    String dirty = start.path("dirty").asBoolean() ? " " + texts.get("print.dirty") : "";
    rows.put("print.commit", text(start, "commit") + dirty);
    rows.put("print.sandbox", text(start, "sandbox"));
    rows.forEach((key, value) -> row(m, texts.get(key), value));
    start.path("versions").properties().forEach(v -> row(m, v.getKey(), v.getValue().asText()));
    m.close().leaf("p", texts.get("print.honest")).close();
  }

  private static void row(Markup m, String name, String value) {
    if (!value.isBlank()) {
      m.open("div").leaf("dt", name).leaf("dd", value).close();
    }
  }
}
