package firedrill.claims;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TwinReportTest {

  private static final Event BALANCED =
      event("check.passed", "check", "books-balance(erp)", "detail", "");
  private static final Event UNBALANCED =
      event(
          "check.failed", "check", "books-balance(erp)", "culprit", "seq 7: debits", "detail", "");
  private static final Event PHANTOM =
      event(
          "check.failed",
          "check",
          "no-phantom(erp)",
          "culprit",
          "seq 7 was never sent",
          "detail",
          "");

  @Test
  @DisplayName("a check is proven by a caught twin that was planted for it")
  void proven() {
    TwinReport report =
        TwinReport.of(List.of(scenario(BALANCED), twin("seq *: debits", UNBALANCED)));
    assertThat(report.unproven()).isEmpty();
    assertThat(report.judges()).isEqualTo(1);
    assertThat(report.silent()).isEmpty();
  }

  @Test
  @DisplayName("a check of one store proves nothing of the same check of another one")
  void stores() {
    Event other = event("check.passed", "check", "books-balance(postgres)", "detail", "");
    assertThat(
            TwinReport.of(List.of(scenario(BALANCED, other), twin("seq *: debits", UNBALANCED)))
                .unproven())
        .containsExactly("d: check books-balance(postgres)");
  }

  @Test
  @DisplayName("what only another drill's twin turned red is told apart, and not called proven")
  void drills() {
    TwinReport report =
        TwinReport.of(
            List.of(played("e", false, Map.of(), BALANCED), twin("seq *: debits", UNBALANCED)));
    assertThat(report.unproven()).isEmpty();
    assertThat(report.elsewhere()).containsExactly("e: check books-balance(erp)");
    assertThat(report.judges()).isEqualTo(1);
  }

  @Test
  @DisplayName("a check that was red in a twin planted for another one is proven by nothing")
  void beside() {
    Event phantomGreen = event("check.passed", "check", "no-phantom(erp)", "detail", "");
    TwinReport report =
        TwinReport.of(
            List.of(scenario(BALANCED, phantomGreen), twin("seq *: debits", UNBALANCED, PHANTOM)));
    assertThat(report.unproven()).containsExactly("d: check no-phantom(erp)");
    assertThat(report.besides()).hasSize(1);
    assertThat(report.besides().get(0)).startsWith("d/t: ");
    assertThat(TwinReport.of(List.of(twin("seq *: debits", UNBALANCED))).besides()).isEmpty();
  }

  @Test
  @DisplayName("a twin that was red for another reason than its own proves nothing, and is silent")
  void silent() {
    TwinReport report = TwinReport.of(List.of(scenario(BALANCED), twin("seq *: debits", PHANTOM)));
    assertThat(report.unproven()).containsExactly("d: check books-balance(erp)");
    assertThat(report.silent()).containsExactly("d/t");
    assertThat(report.lines().get(0)).startsWith("NOT CAUGHT");
  }

  @Test
  @DisplayName("a journal that names one culprit, and not a list of them, is read too")
  void single() {
    PlayedScenario twin =
        played(true, Map.of("verdict", "FAIL", "culprit", "seq *: debits"), UNBALANCED);
    assertThat(TwinReport.of(List.of(scenario(BALANCED), twin)).unproven()).isEmpty();
  }

  @Test
  @DisplayName(
      "gates, ordering rules and expectations want their twins too; mere observations do not")
  void kinds() {
    TwinReport report =
        TwinReport.of(
            List.of(
                scenario(
                    event("gate.passed", "gate", "vault-unsealed", "tookMs", 1.0),
                    event("step.started", "step", "vso-reauth", "after", List.of("vault-unsealed")),
                    event("observed", "name", "placement", "detail", ""),
                    event("observed", "name", "user-kept", "detail", "", "ok", true))));
    assertThat(report.unproven())
        .containsExactly(
            "d: budget of the gates",
            "d: expectation user-kept",
            "d: gate vault-unsealed",
            "d: rule vso-reauth after vault-unsealed");
  }

  @Test
  @DisplayName("a gate that was passed late is no proof of the gate, but of its budget")
  void late() {
    Event passed = event("gate.passed", "gate", "vault-unsealed", "tookMs", 1.0);
    Event late = event("gate.late", "gate", "vault-unsealed", "tookMs", 9.0, "budgetMs", 5.0);
    Event failed = event("gate.failed", "gate", "vault-unsealed", "tookMs", 9.0);
    assertThat(
            TwinReport.of(List.of(scenario(passed), twin("late vault-unsealed", late))).unproven())
        .containsExactly("d: gate vault-unsealed");
    assertThat(TwinReport.of(List.of(scenario(passed), twin("vault-unsealed", failed))).unproven())
        .containsExactly("d: budget of the gates");
  }

  @Test
  @DisplayName("a budget of the plan that a loss was held against wants a twin that exceeds it")
  void budgets() {
    Event within = event("rpo", "store", "rows", "lostEntries", 0, "lostSeconds", 0.0);
    Event beyond = event("rpo", "store", "rows", "lostEntries", 3, "lostSeconds", 2.5);
    assertThat(TwinReport.of(List.of(scenario(within))).unproven())
        .containsExactly("d: budget rpo-rows");
    assertThat(TwinReport.of(List.of(scenario(within), twin("rpo-rows", beyond))).unproven())
        .isEmpty();
    assertThat(
            TwinReport.of(List.of(scenario(event("rpo", "store", "pages", "lostEntries", 1))))
                .unproven())
        .isEmpty();
  }

  private static PlayedScenario scenario(Event... said) {
    return played(false, Map.of(), said);
  }

  private static PlayedScenario twin(String culprit, Event... said) {
    return played(true, Map.of("verdict", "FAIL", "culprits", List.of(culprit)), said);
  }

  private static PlayedScenario played(boolean twin, Map<String, Object> expect, Event... said) {
    return played("d", twin, expect, said);
  }

  private static PlayedScenario played(
      String drill, boolean twin, Map<String, Object> expect, Event... said) {
    List<Event> events = new ArrayList<>();
    events.add(
        event(
            "run.started",
            "drill",
            drill,
            "scenario",
            twin ? "t" : "s",
            "twin",
            twin,
            "plan",
            Map.of("rpoMs", Map.of("rows", 1000)),
            "expect",
            expect));
    events.add(event("fault.injected", "fault", "f"));
    events.add(event("fault.witnessed", "fault", "f"));
    events.addAll(List.of(said));
    events.add(event("run.ended"));
    return PlayedScenario.of(events);
  }

  private static Event event(String type, Object... keysAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Event(1, 0, Instant.EPOCH, type, fields);
  }
}
