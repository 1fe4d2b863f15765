package firedrill.plan;

import firedrill.plan.Yaml.Field;
import firedrill.plan.Yaml.Fields;
import firedrill.plan.Yaml.Items;
import firedrill.plan.Yaml.Node;
import firedrill.plan.Yaml.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code claims.yaml} calls its claims, where each is seen otherwise, and no more of it. */
final class ClaimIds {

  private ClaimIds() {}

  /**
   * @throws PlanException when the file is not YAML
   */
  static Set<String> read(Path file) {
    Set<String> ids = new TreeSet<>();
    if (value(Yaml.read(file), "claims").orElse(null) instanceof Items claims) {
      for (Node claim : claims.items()) {
        if (value(claim, "id").orElse(null) instanceof Text id) {
          ids.add(id.value());
        }
      }
    }
    return ids;
  }

  /**
   * The places, {@code <drill>/<scenario>}, in which the other answer is seen, by claim.
   *
   * @throws PlanException when the file is not YAML
   */
  static Map<String, List<Text>> seenIn(Path file) {
    Map<String, List<Text>> places = new TreeMap<>();
    if (value(Yaml.read(file), "claims").orElse(null) instanceof Items claims) {
      for (Node claim : claims.items()) {
        if (value(claim, "id").orElse(null) instanceof Text id
            && value(claim, "seen-in").orElse(null) instanceof Items all) {
          places.put(
              id.value(),
              all.items().stream().filter(Text.class::isInstance).map(Text.class::cast).toList());
        }
      }
    }
    return places;
  }

  private static Optional<Node> value(Node node, String name) {
    return node instanceof Fields fields
        ? Optional.ofNullable(fields.fields().get(name)).map(Field::value)
        : Optional.empty();
  }
}
