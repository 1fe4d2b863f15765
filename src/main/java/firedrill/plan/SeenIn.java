package firedrill.plan;

import firedrill.plan.DrillSources.DrillSource;
import firedrill.plan.Yaml.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the places in which {@code claims.yaml} says that a claim is seen otherwise against what is
 * asked there: a twin that never speaks of the claim shows nothing of it.
 */
final class SeenIn {

  private SeenIn() {}

  /**
   * What is wrong with the places of one drill.
   *
   * @param classes all of that drill; with none of them nothing is known
   * @throws PlanException when the file is not YAML
   */
  static List<String> problems(Path file, String drill, List<DrillSource> classes) {
    Map<String, Set<String>> said = new HashMap<>();
    classes.forEach(c -> said.putAll(c.claims()));
    List<String> problems = new ArrayList<>();
    if (classes.isEmpty()) {
      return problems;
    }
    ClaimIds.seenIn(file)
        .forEach(
            (claim, places) ->
                places.stream()
                    .filter(place -> place.value().startsWith(drill + "/"))
                    .map(place -> problem(file, claim, place, said))
                    .filter(problem -> !problem.isEmpty())
                    .forEach(problems::add));
    return problems;
  }

  private static String problem(
      Path file, String claim, Text place, Map<String, Set<String>> said) {
    Set<String> there = said.get(place.value().replaceFirst(".*/", ""));
    String what =
        there == null
            ? "no scenario or twin has this name"
            : there.contains(claim) || there.contains("")
                ? ""
                : "it neither says nor controls %s; call claim(\"%s\", …) or control(\"%s\", …) there"
                    .formatted(claim, claim, claim);
    return what.isEmpty()
        ? ""
        : "%s:%d: %s is to be seen otherwise in %s: %s"
            .formatted(file, place.line(), claim, place.value(), what);
  }
}
