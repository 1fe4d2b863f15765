package firedrill.component.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The rules of a {@code PrometheusRule} (monitoring.coreos.com/v1), whose {@code spec} is a rule
 * file of Prometheus' own.
 */
public final class AlertRules {

  private static final YAMLMapper YAML = new YAMLMapper();

  private final JsonNode spec;

  private AlertRules(JsonNode spec) {
    this.spec = spec;
  }

  /**
   * @param edit of the manifest's text, to plant a fault
   * @throws IllegalArgumentException for a manifest of another kind
   */
  public static AlertRules of(Path manifest, UnaryOperator<String> edit) {
    try {
      JsonNode read = YAML.readTree(edit.apply(Files.readString(manifest)));
      if (!read.path("kind").asText().equals("PrometheusRule") || read.path("spec").isEmpty()) {
        throw new IllegalArgumentException(manifest + " is no PrometheusRule with a spec");
      }
      return new AlertRules(read.path("spec"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + manifest, e);
    }
  }

  public static AlertRules of(Path manifest) {
    return of(manifest, UnaryOperator.identity());
  }

  /** The same, with another time in the place of each {@code for} that there is. */
  public AlertRules waiting(Duration instead) {
    JsonNode copy = spec.deepCopy();
    for (JsonNode rule : copy.findParents("alert")) {
      if (rule.has("for")) {
        ((ObjectNode) rule).put("for", instead.toSeconds() + "s");
      }
    }
    return new AlertRules(copy);
  }

  /** Of its alerts, in their order. */
  public List<String> names() {
    return spec.findValuesAsText("alert");
  }

  /** As Prometheus and promtool read it. */
  public void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  String text() throws IOException {
    return YAML.writeValueAsString(spec);
  }
}
