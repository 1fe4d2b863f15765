package firedrill.report;

import static firedrill.report.JournalView.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A claim with what a run showed of it.
 *
 * @param unknown whether a run spoke of a claim that the file does not hold
 */
public record ClaimResult(
    Claim claim, ClaimOutcome outcome, List<String> evidence, boolean unknown) {

  public ClaimResult {
    evidence = List.copyOf(evidence);
  }

  /**
   * Merges the claims a drill is to decide with its scenarios' claim events. Twins are not
   * evidence, for they are broken on purpose; neither is a scenario that proved nothing.
   */
  public static List<ClaimResult> merge(
      Claims claims, String drill, Collection<Scenario> scenarios) {
    List<Scenario> witnesses =
        scenarios.stream().filter(s -> !s.twin() && s.outcome() != Outcome.INCONCLUSIVE).toList();
    List<ClaimResult> results = new ArrayList<>();
    List<Claim> asked = new ArrayList<>(claims.of(drill));
    for (Scenario s : witnesses) {
      s.journal()
          .all("claim")
          .map(e -> text(e, "claim"))
          .filter(id -> asked.stream().noneMatch(c -> c.id().equals(id)))
          .distinct()
          .forEach(id -> asked.add(claims.find(id).orElseGet(() -> stranger(id, drill))));
    }
    for (Claim claim : asked) {
      results.add(result(claim, witnesses, claims.find(claim.id()).isEmpty()));
    }
    return results;
  }

  private static ClaimResult result(Claim claim, List<Scenario> witnesses, boolean unknown) {
    ClaimOutcome outcome = ClaimOutcome.NOT_DRILLED;
    List<String> evidence = new ArrayList<>();
    for (Scenario s : witnesses) {
      for (JsonNode e : s.journal().all("claim").toList()) {
        if (!text(e, "claim").equals(claim.id())) {
          continue;
        }
        ClaimOutcome said = ClaimOutcome.of(text(e, "outcome"));
        outcome = said.compareTo(outcome) > 0 ? said : outcome;
        if (!text(e, "evidence").isBlank() && !evidence.contains(text(e, "evidence"))) {
          evidence.add(text(e, "evidence"));
        }
      }
    }
    return new ClaimResult(claim, outcome, evidence, unknown);
  }

  private static Claim stranger(String id, String drill) {
    return new Claim(
        id,
        new Claim.Source("", ""),
        new Story.Said(id, id),
        List.of(drill),
        ClaimOutcome.NOT_DRILLED.words(),
        "",
        "");
  }
}
