package firedrill.claims;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a run's answers can be believed.
 *
 * @param bothWays claims that were answered, and whose other answer was seen in the same run
 * @param oneWay answered, and nothing has shown that the answer could have been the other one
 * @param open decidable by the drills of the run, and not answered
 * @param notDrilled as {@code open}, because the sandbox lacks a capability
 */
public record ClaimsCount(
    List<String> bothWays, List<String> oneWay, List<String> open, List<String> notDrilled) {

  public static ClaimsCount of(Claims claims, Collection<PlayedScenario> scenarios) {
    Set<String> drills = scenarios.stream().map(PlayedScenario::drill).collect(Collectors.toSet());
    List<ClaimResult> decidable =
        ClaimResult.ofRun(claims, scenarios).stream()
            .filter(r -> r.claim().isDecidableBy(drills))
            .toList();
    return new ClaimsCount(
        ids(decidable.stream().filter(ClaimResult::isSeenBothWays).toList()),
        ids(decidable.stream().filter(ClaimResult::isSeenOneWay).toList()),
        ids(decidable.stream().filter(r -> !r.outcome().isDecided() && !isNotDrilled(r)).toList()),
        ids(decidable.stream().filter(ClaimsCount::isNotDrilled).toList()));
  }

  private static boolean isNotDrilled(ClaimResult result) {
    return result.outcome() == ClaimOutcome.NOT_DRILLED_HERE;
  }

  private static List<String> ids(List<ClaimResult> results) {
    return results.stream().map(r -> r.claim().id()).toList();
  }

  /** Of the claims that the run's drills can decide. */
  public int decidable() {
    return bothWays.size() + oneWay.size() + open.size() + notDrilled.size();
  }

  /** In one line. */
  public String line() {
    return "claims seen both ways: "
        + bothWays.size()
        + " of "
        + decidable()
        + (oneWay.isEmpty() ? "" : "; one way only: " + String.join(", ", oneWay))
        + (open.isEmpty() ? "" : "; undecided: " + String.join(", ", open))
        + (notDrilled.isEmpty() ? "" : "; not drilled here: " + String.join(", ", notDrilled));
  }
}
