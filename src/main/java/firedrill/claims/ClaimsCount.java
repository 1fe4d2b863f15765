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
 * @param built decided by how this sandbox is built, where another one may ask
 * @param open decidable by the drills of the run, and not answered
 * @param notDrilled as {@code open}, because the sandbox lacks a capability
 */
public record ClaimsCount(
    List<String> bothWays,
    List<String> oneWay,
    List<String> built,
    List<String> open,
    List<String> notDrilled) {

  public static ClaimsCount of(Claims claims, Collection<PlayedScenario> scenarios) {
    Set<String> drills = scenarios.stream().map(PlayedScenario::drill).collect(Collectors.toSet());
    List<ClaimResult> decidable =
        ClaimResult.ofRun(claims, scenarios).stream()
            .filter(r -> r.claim().isDecidableBy(drills))
            .toList();
    return new ClaimsCount(
        ids(decidable.stream().filter(ClaimResult::isSeenBothWays).toList()),
        ids(decidable.stream().filter(ClaimResult::isSeenOneWay).toList()),
        ids(decidable, ClaimOutcome.BY_CONSTRUCTION),
        ids(decidable, ClaimOutcome.UNDECIDED),
        ids(decidable, ClaimOutcome.NOT_DRILLED_HERE));
  }

  private static List<String> ids(List<ClaimResult> results, ClaimOutcome outcome) {
    return ids(results.stream().filter(r -> r.outcome() == outcome).toList());
  }

  private static List<String> ids(List<ClaimResult> results) {
    return results.stream().map(r -> r.claim().id()).toList();
  }

  /** Of the claims that the run's drills can decide. */
  public int decidable() {
    return bothWays.size() + oneWay.size() + built.size() + open.size() + notDrilled.size();
  }

  /** In one line. */
  public String line() {
    return "claims seen both ways: "
        + bothWays.size()
        + " of "
        + decidable()
        + told("one way only", oneWay)
        + told("by construction here", built)
        + told("undecided", open)
        + told("not drilled here", notDrilled);
  }

  private static String told(String what, List<String> claims) {
    return claims.isEmpty() ? "" : "; " + what + ": " + String.join(", ", claims);
  }
}
