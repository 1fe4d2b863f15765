package firedrill.claims;

import firedrill.verdict.Reason;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which twin was red for its own reason, and what no twin has ever turned red.
 *
 * @param lines one for each twin
 * @param silent twins that were not red, or red for another reason than their own
 * @param besides caught twins that something turned red besides what they name, with what did: it
 *     follows from what was planted, or was wrong for a reason of its own
 * @param judges how many gates, checks, ordering rules, expectations and budgets the drills'
 *     scenarios have, each drill's own
 * @param unproven those that no caught twin of any drill has turned red for what it was planted for
 * @param elsewhere those that only a twin of another drill has: the same name, and mostly the same
 *     code, but not the same plan
 */
public record TwinReport(
    List<String> lines,
    List<String> silent,
    List<String> besides,
    int judges,
    Set<String> unproven,
    Set<String> elsewhere) {

  /** Characters of a culprit in a list of several. */
  private static final int MOST = 80;

  /** One drill's own. */
  private record Own(String drill, String judge) {
    @Override
    public String toString() {
      return drill + ": " + judge;
    }
  }

  public static TwinReport of(Collection<PlayedScenario> scenarios) {
    List<String> lines = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    List<String> besides = new ArrayList<>();
    Set<Own> spoke = new LinkedHashSet<>();
    Set<Own> red = new LinkedHashSet<>();
    for (PlayedScenario scenario : scenarios) {
      Verdict verdict = VerdictRules.of(scenario.events());
      List<Judge> judges = Judge.in(scenario.events(), verdict);
      if (!scenario.twin()) {
        judges.forEach(judge -> spoke.add(new Own(scenario.drill(), judge.name())));
        continue;
      }
      lines.add(line(scenario, verdict));
      if (scenario.counts()) {
        List<String> wanted = scenario.expectation().culprits();
        List<String> more = besides(wanted, verdict);
        if (!more.isEmpty()) {
          besides.add(scenario.id() + ": " + String.join(", ", more));
        }
        judges.stream()
            .filter(judge -> wanted.stream().anyMatch(judge::names))
            .forEach(judge -> red.add(new Own(scenario.drill(), judge.name())));
      } else {
        silent.add(scenario.id());
      }
    }
    int all = spoke.size();
    spoke.removeAll(red);
    Set<String> somewhere = red.stream().map(Own::judge).collect(Collectors.toSet());
    return new TwinReport(
        lines,
        silent,
        besides,
        all,
        words(spoke, own -> !somewhere.contains(own.judge())),
        words(spoke, own -> somewhere.contains(own.judge())));
  }

  private static List<String> besides(List<String> wanted, Verdict verdict) {
    return verdict.reasons().stream()
        .filter(reason -> wanted.stream().noneMatch(reason::isBlamedBy))
        .map(reason -> shortened(reason.culprit()))
        .distinct()
        .toList();
  }

  private static String shortened(String culprit) {
    return culprit.length() <= MOST ? culprit : culprit.substring(0, MOST) + "…";
  }

  private static Set<String> words(Set<Own> all, Predicate<Own> which) {
    return all.stream()
        .filter(which)
        .map(Own::toString)
        .collect(Collectors.toCollection(TreeSet::new));
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
