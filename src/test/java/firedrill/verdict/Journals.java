package firedrill.verdict;

import firedrill.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Hand-written journals. */
final class Journals {

  private final List<Event> events = new ArrayList<>();
  private double t;

  static Map<String, Object> fields(Object... keysAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return fields;
  }

  Journals at(double ms, String type, Object... keysAndValues) {
    t = ms;
    events.add(new Event(events.size() + 1L, ms, Instant.EPOCH, type, fields(keysAndValues)));
    return this;
  }

  Journals then(String type, Object... keysAndValues) {
    return at(t + 100, type, keysAndValues);
  }

  Journals without(String type) {
    events.removeIf(event -> event.is(type));
    return this;
  }

  /** Adds the event after the first of that type. */
  Journals after(String type, String added, Object... keysAndValues) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).is(type)) {
        events.add(
            i + 1, new Event(0, events.get(i).t(), Instant.EPOCH, added, fields(keysAndValues)));
        return this;
      }
    }
    throw new AssertionError("no " + type);
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  Verdict verdict() {
    return VerdictRules.of(events);
  }

  /** A run in which all is well. */
  static Journals good() {
    return new Journals()
        .at(0, "run.started", "plan", plan("vault-unsealed"))
        .at(10, "steady.checked", "name", "erp", "ok", true, "when", "before")
        .at(1000, "fault.injected", "fault", "seal")
        .at(1100, "fault.witnessed", "fault", "seal")
        .at(2000, "gate.waiting", "gate", "vault-unsealed")
        .at(5000, "gate.passed", "gate", "vault-unsealed", "tookMs", 2500, "budgetMs", 30000)
        .at(5100, "check.passed", "check", "ledger")
        .at(5200, "steady.checked", "name", "erp", "ok", true, "when", "after")
        .at(6000, "run.ended");
  }

  static Map<String, Object> plan(String... gates) {
    Map<String, Object> budgets = new LinkedHashMap<>();
    for (String gate : gates) {
      budgets.put(gate, Map.of("budgetMs", 30000, "holdMs", 0));
    }
    return fields("totalRtoMs", 10000, "gates", budgets);
  }

  /** Any mixture of events, in any order. */
  static List<Map.Entry<String, Map<String, Object>>> random(Random random) {
    List<Map.Entry<String, Map<String, Object>>> all = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      all.add(one(random));
    }
    return all;
  }

  private static Map.Entry<String, Map<String, Object>> one(Random random) {
    String name = "n" + random.nextInt(3);
    double took = random.nextInt(5) / 10.0;
    Boolean ok = List.of(true, true, false).get(random.nextInt(3));
    return switch (random.nextInt(18)) {
      case 0 -> Map.entry("run.started", fields("plan", plan(name)));
      case 1, 2 -> Map.entry("fault.injected", fields("fault", name));
      case 3, 4 -> Map.entry("fault.witnessed", fields("fault", name, "evidence", "é"));
      case 5 -> Map.entry("fault.unwitnessed", fields("fault", name));
      case 6 ->
          Map.entry(
              "steady.checked",
              fields("name", name, "ok", ok, "when", random.nextBoolean() ? "before" : "after"));
      case 7 -> Map.entry("gate.waiting", fields("gate", name));
      case 8 -> Map.entry("gate.passed", fields("gate", name, "tookMs", took));
      case 9 -> Map.entry("gate.late", fields("gate", name, "tookMs", took, "budgetMs", 1));
      case 10 -> Map.entry("gate.failed", fields("gate", name, "reason", "r", "tookMs", took));
      case 11, 12 -> Map.entry("check.passed", fields("check", name));
      case 13 -> Map.entry("check.failed", fields("check", name, "culprit", "c", "detail", "d"));
      case 14 ->
          Map.entry("observed", fields("name", name, "ok", random.nextBoolean() ? null : ok));
      case 15 -> Map.entry("error", fields("where", name, "message", "m"));
      case 16 -> Map.entry("wait", fields("on", name, "tookMs", took));
      default -> Map.entry("rpo", fields("lostEntries", random.nextInt(9), "lostSeconds", took));
    };
  }
}
