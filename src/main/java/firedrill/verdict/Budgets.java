package firedrill.verdict;

import firedrill.journal.Event;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What the plan of a run grants, as the run's first event has it; times in milliseconds. */
final class Budgets {

  private final Set<String> gates = new LinkedHashSet<>();
  private final Map<String, Double> losses = new HashMap<>();
  private OptionalDouble rto = OptionalDouble.empty();

  void read(Event started) {
    Map<String, Object> plan = started.object("plan");
    rto =
        plan.get("totalRtoMs") instanceof Number total
            ? OptionalDouble.of(total.doubleValue())
            : OptionalDouble.empty();
    if (plan.get("gates") instanceof Map<?, ?> planned) {
      planned.keySet().forEach(gate -> gates.add(String.valueOf(gate)));
    }
    if (plan.get("rpoMs") instanceof Map<?, ?> stores) {
      stores.forEach(
          (store, ms) -> {
            if (ms instanceof Number number) {
              losses.put(String.valueOf(store), number.doubleValue());
            }
          });
    }
  }

  /** Of the longest outage. */
  OptionalDouble rto() {
    return rto;
  }

  /** Names of all that must be passed. */
  Set<String> gates() {
    return gates;
  }

  /** How much history a store may lose; null where nothing is said of it. */
  Double loss(String store) {
    return losses.get(store);
  }
}
