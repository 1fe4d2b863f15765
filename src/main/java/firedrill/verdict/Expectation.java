package firedrill.verdict;

/**
 * How a twin must end.
 *
 * @param culprit what its verdict must blame
 */
public record Expectation(VerdictKind kind, String culprit) {

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

  /** Whether the verdict is the expected one, is no pass, and blames the culprit. */
  public boolean isMetBy(Verdict verdict) {
    return verdict.kind() == kind && kind != VerdictKind.PASS && verdict.blames(culprit);
  }
}
