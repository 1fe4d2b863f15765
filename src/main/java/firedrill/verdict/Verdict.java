package firedrill.verdict;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a journal amounts to.
 *
 * @param reasons empty for PASS
 * @param inDoubt whether something kept the run from being sure of itself: a fault without a
 *     witness, an error of the harness, an end that is missing, too many writes of unknown fate; a
 *     FAIL may be in doubt as well
 * @param onlyTime whether all that was red is that something took longer than it may, or had not
 *     come when waiting ended: a machine with too much to do does the same
 * @param outage the longest that has ended, see {@link Outages}; its length is the RTO
 * @param rtoBudgetMs of the plan
 * @param rpo the worst of what was measured, empty when nothing was
 * @param counts all workloads together
 */
public record Verdict(
    VerdictKind kind,
    List<Reason> reasons,
    boolean inDoubt,
    boolean onlyTime,
    List<GateTime> gates,
    Optional<Outage> outage,
    OptionalDouble rtoBudgetMs,
    Optional<Rpo> rpo,
    Counts counts,
    Overhead overhead) {

  public Verdict {
    reasons = List.copyOf(reasons);
    gates = List.copyOf(gates);
  }

  /** Length of the longest outage, in milliseconds. */
  public OptionalDouble rtoMs() {
    return outage.isPresent() ? OptionalDouble.of(outage.get().tookMs()) : OptionalDouble.empty();
  }

  /** Whether a reason blames it; {@code *} in the name stands for any text. */
  public boolean blames(String culprit) {
    return reasons.stream().anyMatch(reason -> reason.isBlamedBy(culprit));
  }
}
