package firedrill.claims;

import firedrill.journal.Event;
import firedrill.journal.EventType;
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
 * @param unproven gates and checks of the scenarios that no caught twin has turned red
 */
public record TwinReport(List<String> lines, List<String> silent, Set<String> unproven) {

  public static TwinReport of(Collection<PlayedScenario> scenarios) {
    List<String> lines = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    Set<String> unproven = new TreeSet<>();
    Set<String> red = new TreeSet<>();
    for (PlayedScenario scenario : scenarios) {
      if (!scenario.twin()) {
        unproven.addAll(judges(scenario, false));
        continue;
      }
      lines.add(line(scenario));
      if (scenario.counts()) {
        red.addAll(judges(scenario, true));
      } else {
        silent.add(scenario.id());
      }
    }
    unproven.removeAll(red);
    return new TwinReport(lines, silent, unproven);
  }

  private static String line(PlayedScenario twin) {
    Verdict verdict = VerdictRules.of(twin.events());
    String wanted = String.valueOf(twin.start().object("expect").get("culprit"));
    List<String> culprits = verdict.reasons().stream().map(Reason::culprit).distinct().toList();
    return "%-10s %-45s %s: %s"
        .formatted(
            twin.counts() ? "caught" : "NOT CAUGHT",
            twin.id(),
            wanted,
            verdict.kind() + (culprits.isEmpty() ? "" : " by " + String.join(", ", culprits)));
  }

  /** Gates and checks that spoke. */
  private static Set<String> judges(PlayedScenario scenario, boolean againstIt) {
    Set<String> names = new TreeSet<>();
    for (Event event : scenario.events()) {
      boolean red =
          switch (event.type()) {
            case EventType.GATE_FAILED, EventType.GATE_LATE, EventType.CHECK_FAILED -> true;
            default -> false;
          };
      boolean green =
          switch (event.type()) {
            case EventType.GATE_PASSED, EventType.CHECK_PASSED -> true;
            default -> false;
          };
      if (againstIt ? red : red || green) {
        names.add(
            event.text("gate").isEmpty()
                ? "check " + event.text("check")
                : "gate " + event.text("gate"));
      }
    }
    return names;
  }
}
