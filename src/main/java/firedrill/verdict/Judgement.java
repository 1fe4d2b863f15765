package firedrill.verdict;

import java.util.Collection;
import java.util.Locale;

/**
 * What is said of a scenario, a twin or a whole drill, wherever it is said. From best to worst, but
 * that a twin which was caught adds nothing to a scenario.
 */
public enum Judgement {
  /** The sandbox lacks what it needs; of a drill: none of its scenarios could be drilled. */
  NOT_DRILLED,
  PASS,
  /** A twin ended as it must and the culprit was named; of a drill: nothing but such twins ran. */
  CAUGHT,
  INCONCLUSIVE,
  FAIL;

  /** Of a scenario. */
  public static Judgement of(VerdictKind kind) {
    return valueOf(kind.name());
  }

  /**
   * Of a drill. A twin that stayed silent is FAIL, for what the checks passed cannot be believed.
   *
   * @param all of its scenarios and twins; none at all prove nothing
   */
  public static Judgement ofDrill(Collection<Judgement> all) {
    return all.stream()
        .filter(each -> each != CAUGHT || !all.contains(PASS))
        .max(Enum::compareTo)
        .orElse(INCONCLUSIVE);
  }

  /** For style sheets and texts. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
