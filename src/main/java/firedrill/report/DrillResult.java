package firedrill.report;

import firedrill.claims.PlayedScenario;
import firedrill.verdict.Judgement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Those whose fault came about: only of these is there a way back to tell of. */
  private Stream<RecordedScenario> broken() {
    return main().stream().filter(s -> s.faultAt().isPresent());
  }

  /** Whether every gate after a fault was passed. */
  boolean cameBack() {
    return broken()
        .flatMap(s -> s.gates().stream())
        .map(GateWait::state)
        .allMatch(state -> state == GateWait.State.PASSED || state == GateWait.State.LATE);
  }

  /** The one with the longest outage; empty where none has ended, or was measured. */
  Optional<RecordedScenario> slowest() {
    return broken()
        .filter(s -> s.rtoMs().isPresent())
        .max(Comparator.comparingDouble(s -> s.rtoMs().orElse(0)));
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
