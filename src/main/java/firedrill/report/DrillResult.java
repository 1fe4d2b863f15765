package firedrill.report;

import firedrill.claims.PlayedScenario;
import java.util.Comparator;
import java.util.List;

/** All scenarios of one drill, the real ones first. */
public record DrillResult(String drill, List<Scenario> scenarios) {

  public DrillResult {
    scenarios =
        scenarios.stream()
            .sorted(Comparator.comparing(Scenario::twin).thenComparing(Scenario::at))
            .toList();
  }

  List<Scenario> main() {
    return scenarios.stream().filter(s -> !s.twin()).toList();
  }

  /** As witnesses of claims. */
  List<PlayedScenario> played() {
    return scenarios.stream().map(Scenario::played).toList();
  }

  List<Scenario> twins() {
    return scenarios.stream().filter(Scenario::twin).toList();
  }

  /**
   * The worst of the real scenarios. A twin that stayed silent means that the checks cannot be
   * believed, so what they passed is in doubt; what they failed stays failed.
   */
  public Outcome outcome() {
    Outcome worst = Outcome.worst(main().stream().map(Scenario::outcome).toList());
    boolean silent = twins().stream().anyMatch(t -> !t.twinRang());
    return worst == Outcome.PASS && silent ? Outcome.INCONCLUSIVE : worst;
  }

  String run() {
    return scenarios.isEmpty() ? "" : scenarios.get(0).run();
  }

  String at() {
    return scenarios.stream()
        .map(Scenario::at)
        .filter(a -> !a.isEmpty())
        .min(String::compareTo)
        .orElse("");
  }
}
