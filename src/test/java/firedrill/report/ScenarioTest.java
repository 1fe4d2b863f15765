package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScenarioTest {

  private static Scenario of(String text) {
    return Scenario.of(JournalView.parse(Path.of("r", "s", "journal.jsonl"), text));
  }

  @Test
  @DisplayName("a complete journal of a good run is a pass without reasons")
  void pass() {
    Scenario scenario = Samples.passed("a").build();
    assertThat(scenario.reasons()).isEmpty();
    assertThat(scenario.outcome()).isEqualTo(Outcome.PASS);
    assertThat(scenario.rtoMs()).hasValue(44_880);
  }

  @Test
  @DisplayName("a pass that lost its last line, or any other, is inconclusive")
  void cut() {
    List<String> lines = Samples.passed("a").text().lines().toList();
    for (int without = 0; without < lines.size(); without++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines.size(); i++) {
        text.append(i == without ? "" : lines.get(i) + "\n");
      }
      assertThat(of(text.toString()).outcome())
          .as("without line %d", without + 1)
          .isEqualTo(Outcome.INCONCLUSIVE);
    }
  }

  @Test
  @DisplayName("a torn last line is said, and what came before is kept")
  void torn() {
    String text = Samples.passed("a").text();
    Scenario scenario = of(text.substring(0, text.length() - 9));
    assertThat(scenario.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(scenario.reasons()).anyMatch(r -> r.contains("torn"));
    assertThat(scenario.gates()).hasSize(3);
  }

  @Test
  @DisplayName("a verdict of PASS is not taken on trust")
  void forged() {
    JournalBuilder j = JournalBuilder.scenario("d", "s");
    assertThat(j.fault("f").failedCheck("c", "row 7").verdict("PASS").build().outcome())
        .isEqualTo(Outcome.FAIL);
    JournalBuilder none = JournalBuilder.scenario("d", "s").check("c");
    assertThat(none.verdict("PASS").build().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  @DisplayName("an empty journal is inconclusive")
  void empty() {
    assertThat(of("").outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  @DisplayName("a gate of the plan that nobody waited for is not reached; one left open is open")
  void gates() {
    JournalBuilder j = JournalBuilder.scenario("d", "s", "first", "second");
    j.event("gate.waiting", "{'gate':'first','budgetMs':30000}").after(4000);
    Scenario scenario = j.event("run.ended", "{}").build();
    assertThat(scenario.gates())
        .extracting(Gate::state)
        .containsExactly(Gate.State.OPEN, Gate.State.NOT_REACHED);
    assertThat(scenario.gates().get(0).tookMs()).isEqualTo(4000);
  }

  @Test
  @DisplayName("a twin rings only with the verdict and the culprit it was planted for")
  void twins() {
    assertThat(Samples.caughtTwin().build().twinRang()).isTrue();
    assertThat(Samples.neverInjectedTwin().build().twinRang()).isTrue();
    assertThat(Samples.silentTwin().build().twinRang()).isFalse();
    JournalBuilder other = JournalBuilder.twin("d", "s", "FAIL", "row 7");
    assertThat(other.fault("f").failedCheck("c", "row 8").verdict("FAIL").build().twinRang())
        .isFalse();
  }

  @Test
  @DisplayName("a drill is as bad as its worst scenario, and twins alone prove nothing")
  void drill() {
    assertThat(Samples.drill(Samples.passed("a"), Samples.caughtTwin()).outcome())
        .isEqualTo(Outcome.PASS);
    assertThat(Samples.drill(Samples.passed("a"), Samples.inconclusive("b")).outcome())
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(Samples.drill(Samples.inconclusive("b"), Samples.failed("c")).outcome())
        .isEqualTo(Outcome.FAIL);
    assertThat(Samples.drill(Samples.caughtTwin()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }
}
