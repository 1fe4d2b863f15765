package firedrill.report;

import java.util.Set;

/** Names and tones of the phases; the fault and the recovery stand out, the rest alternates. */
final class Phases {

  private static final Set<String> TOLD = Set.of("fault", "recovery");

  private Phases() {}

  static String name(String phase, Texts texts) {
    String key = "phase." + phase;
    return texts.has(key) ? texts.get(key) : phase;
  }

  static String tone(String phase, int index) {
    return TOLD.contains(phase) ? phase : index % 2 == 0 ? "even" : "odd";
  }
}
