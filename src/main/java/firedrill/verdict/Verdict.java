package firedrill.verdict;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a journal amounts to.
 *
 * @param reasons empty for PASS
 * @param rtoMs the longest outage, see {@link Outages}
 * @param rtoBudgetMs of the plan
 * @param rpo the worst of what was measured, empty when nothing was
 * @param counts all workloads together
 */
public record Verdict(
    VerdictKind kind,
    List<Reason> reasons,
    List<GateTime> gates,
    OptionalDouble rtoMs,
    OptionalDouble rtoBudgetMs,
    Optional<Rpo> rpo,
    Counts counts,
    Overhead overhead) {

  public Verdict {
    reasons = List.copyOf(reasons);
    gates = List.copyOf(gates);
  }

  /** Whether a reason blames it; {@code *} in the name stands for any text. */
  public boolean blames(String culprit) {
    return reasons.stream().anyMatch(reason -> reason.isBlamedBy(culprit));
  }
}
