package firedrill.verdict;

import firedrill.journal.Fields;
import java.util.List;
import java.util.stream.Stream;

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
   * As {@code run.started} of a twin says it; one that does not can only stay silent.
   *
   * @param expect its field of that name; where a journal names but one it is in {@code culprit}
   */
  public static Expectation of(Fields expect) {
    VerdictKind kind =
        Stream.of(VerdictKind.values())
            .filter(each -> each.name().equals(expect.text("verdict")))
            .findFirst()
            .orElse(VerdictKind.PASS);
    List<String> culprits = expect.texts("culprits");
    String one = expect.text("culprit");
    return new Expectation(kind, culprits.isEmpty() && !one.isEmpty() ? List.of(one) : culprits);
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
