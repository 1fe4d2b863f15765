package firedrill.claims;

import firedrill.verdict.Reason;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which twin was red for its own reason, and what no twin has ever turned red.
 *
 * @param lines one for each twin
 * @param silent twins that were not red, or red for another reason than their own
 * @param judges how many gates, checks, ordering rules and expectations of the scenarios there are
 * @param unproven those that no caught twin has turned red for what the twin was planted for
 */
public record TwinReport(
    List<String> lines, List<String> silent, int judges, Set<String> unproven) {

  public static TwinReport of(Collection<PlayedScenario> scenarios) {
    List<String> lines = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    Set<String> unproven = new TreeSet<>();
    Set<String> red = new TreeSet<>();
    for (PlayedScenario scenario : scenarios) {
      Verdict verdict = VerdictRules.of(scenario.events());
      List<Judge> spoke = Judge.in(scenario.events(), verdict);
      if (!scenario.twin()) {
        spoke.forEach(judge -> unproven.add(judge.name()));
        continue;
      }
      lines.add(line(scenario, verdict));
      if (scenario.counts()) {
        List<String> wanted = scenario.expectation().culprits();
        spoke.stream()
            .filter(judge -> wanted.stream().anyMatch(judge::names))
            .forEach(judge -> red.add(judge.name()));
      } else {
        silent.add(scenario.id());
      }
    }
    int judges = unproven.size();
    unproven.removeAll(red);
    return new TwinReport(lines, silent, judges, unproven);
  }

  private static String line(PlayedScenario twin, Verdict verdict) {
    List<String> culprits = verdict.reasons().stream().map(Reason::culprit).distinct().toList();
    return "%-10s %-45s %s: %s"
        .formatted(
            twin.counts() ? "caught" : "NOT CAUGHT",
            twin.id(),
            String.join(", ", twin.expectation().culprits()),
            verdict.kind() + (culprits.isEmpty() ? "" : " by " + String.join(", ", culprits)));
  }
}
