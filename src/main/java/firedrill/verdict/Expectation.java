package firedrill.verdict;

import java.util.List;

/**
 * How a twin must end.
 *
 * @param culprits what its verdict must blame, every one of them
 */
public record Expectation(VerdictKind kind, List<String> culprits) {

  public Expectation {
    culprits = List.copyOf(culprits);
  }

  /**
   * {@link Judgement#CAUGHT}, or {@link Judgement#FAIL} of a twin that stayed silent; one that was
   * not drilled is neither.
   */
  public Judgement judge(Verdict verdict) {
    if (verdict.kind() == VerdictKind.NOT_DRILLED) {
      return Judgement.NOT_DRILLED;
    }
    return isMetBy(verdict) ? Judgement.CAUGHT : Judgement.FAIL;
  }

  /** Whether the verdict is the expected one, is no pass, and blames all the culprits. */
  public boolean isMetBy(Verdict verdict) {
    return verdict.kind() == kind
        && kind != VerdictKind.PASS
        && !culprits.isEmpty()
        && culprits.stream().allMatch(verdict::blames);
  }
}
