package firedrill.report;

import firedrill.claims.PlayedScenario;
import firedrill.verdict.Judgement;
import java.util.Comparator;
import java.util.List;

/** All scenarios of one drill in one run, the real ones first. */
record DrillResult(String drill, List<RecordedScenario> scenarios) {

  DrillResult {
    scenarios =
        scenarios.stream()
            .sorted(
                Comparator.comparing(RecordedScenario::twin).thenComparing(RecordedScenario::at))
            .toList();
  }

  /**
   * Its scenarios, and the twins that were not drilled here, which are neither caught nor silent.
   */
  List<RecordedScenario> main() {
    return scenarios.stream().filter(s -> !s.twin() || isNotDrilled(s)).toList();
  }

  List<RecordedScenario> twins() {
    return scenarios.stream().filter(s -> s.twin() && !isNotDrilled(s)).toList();
  }

  private static boolean isNotDrilled(RecordedScenario scenario) {
    return scenario.judgement() == Judgement.NOT_DRILLED;
  }

  /** As witnesses of claims. */
  List<PlayedScenario> played() {
    return scenarios.stream().map(RecordedScenario::played).toList();
  }

  Judgement judgement() {
    return Judgement.ofDrill(scenarios.stream().map(RecordedScenario::judgement).toList());
  }

  String run() {
    return scenarios.isEmpty() ? "" : scenarios.get(0).run();
  }

  String at() {
    return scenarios.stream()
        .map(RecordedScenario::at)
        .filter(a -> !a.isEmpty())
        .min(String::compareTo)
        .orElse("");
  }
}
