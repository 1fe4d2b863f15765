package firedrill.report;

import java.util.Collection;
import java.util.Locale;

/** How a scenario ended, worst last but one: doubt is neither a pass nor a failure. */
public enum Outcome {
  PASS,
  INCONCLUSIVE,
  FAIL;

  /** Reads a verdict event's word; anything unknown is doubt. */
  static Outcome of(String word) {
    for (Outcome o : values()) {
      if (o.name().equals(word)) {
        return o;
      }
    }
    return INCONCLUSIVE;
  }

  /** FAIL beats INCONCLUSIVE beats PASS; nothing at all is INCONCLUSIVE. */
  static Outcome worst(Collection<Outcome> outcomes) {
    return outcomes.stream().max(Enum::compareTo).orElse(INCONCLUSIVE);
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
