package firedrill.component;

import firedrill.sandbox.Reality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What of a lab is real: what its components say, and what its sandbox says of those it brings. */
public final class RealityTable {

  private RealityTable() {}

  /**
   * @param components by name, in the order of the table
   * @param sandbox by component; what belongs to no component of the lab comes last
   * @param versions version and origin of a program, by its name
   */
  public static List<RealityRow> of(
      Map<String, List<Reality>> components,
      Map<String, List<Reality>> sandbox,
      Function<String, Optional<String>> versions) {
    Map<String, List<Reality>> all = new LinkedHashMap<>();
    components.forEach((name, rows) -> all.put(name, new ArrayList<>(rows)));
    sandbox.forEach((name, rows) -> all.computeIfAbsent(name, n -> new ArrayList<>()).addAll(rows));
    List<RealityRow> table = new ArrayList<>();
    all.forEach(
        (name, rows) -> rows.forEach(r -> table.add(new RealityRow(name, versioned(r, versions)))));
    return table;
  }

  private static Reality versioned(Reality reality, Function<String, Optional<String>> versions) {
    boolean asks = reality.kind() == Reality.Kind.REAL && reality.detail().isEmpty();
    return asks ? versions.apply(reality.what()).map(reality::with).orElse(reality) : reality;
  }
}
