package firedrill.report;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.claims.Weight;
import firedrill.verdict.Judgement;
import firedrill.verdict.VerdictKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordedScenarioTest {

  private static RecordedScenario of(String text) {
    return RecordedScenario.of(JournalView.parse(Path.of("r", "s", "journal.jsonl"), text));
  }

  @Test
  @DisplayName("a complete journal of a good run is a pass without reasons")
  void pass() {
    RecordedScenario scenario = Samples.passed("a").build();
    assertThat(scenario.reasons()).isEmpty();
    assertThat(scenario.kind()).isEqualTo(VerdictKind.PASS);
    assertThat(scenario.rtoMs()).hasValue(17_600);
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
      assertThat(of(text.toString()).kind())
          .as("without line %d", without + 1)
          .isEqualTo(VerdictKind.INCONCLUSIVE);
    }
  }

  @Test
  @DisplayName("a torn last line is said, and what came before is kept")
  void torn() {
    String text = Samples.passed("a").text();
    RecordedScenario scenario = of(text.substring(0, text.length() - 9));
    assertThat(scenario.kind()).isEqualTo(VerdictKind.INCONCLUSIVE);
    assertThat(scenario.reasons()).anyMatch(r -> r.contains("cut off"));
    assertThat(scenario.gates()).hasSize(3);
  }

  @Test
  @DisplayName("a verdict of PASS is not taken on trust")
  void forged() {
    JournalBuilder j = JournalBuilder.scenario("d", "s");
    assertThat(j.fault("f").failedCheck("c", "row 7").verdict("PASS").build().kind())
        .isEqualTo(VerdictKind.FAIL);
    JournalBuilder none = JournalBuilder.scenario("d", "s").check("c");
    assertThat(none.verdict("PASS").build().kind()).isEqualTo(VerdictKind.INCONCLUSIVE);
  }

  @Test
  @DisplayName("a failure whose journal is damaged, or tells another verdict, refutes nothing")
  void damagedFailure() {
    JournalBuilder j = JournalBuilder.scenario("d", "s").fault("f").failedCheck("c", "row 7");
    String text = j.verdict("FAIL").text();
    assertThat(of(text).played().weight()).isEqualTo(Weight.AGAINST);
    assertThat(of(text + "{").played().weight()).isEqualTo(Weight.NONE);
    assertThat(of(text.replace("FAIL", "INCONCLUSIVE")).played().weight()).isEqualTo(Weight.NONE);
  }

  @Test
  @DisplayName("an empty journal is inconclusive")
  void empty() {
    assertThat(of("").kind()).isEqualTo(VerdictKind.INCONCLUSIVE);
  }

  @Test
  @DisplayName("a gate of the plan that nobody waited for is not reached; one left open is open")
  void gates() {
    JournalBuilder j = JournalBuilder.scenario("d", "s", "first", "second");
    j.event("gate.waiting", "{'gate':'first','budgetMs':30000}").after(4000);
    RecordedScenario scenario = j.event("run.ended", "{}").build();
    assertThat(scenario.gates())
        .extracting(GateWait::state)
        .containsExactly(GateWait.State.OPEN, GateWait.State.NOT_REACHED);
    assertThat(scenario.gates().get(0).tookMs()).isEqualTo(4000);
  }

  @Test
  @DisplayName("a twin is caught only with the verdict and the culprit it was planted for")
  void twins() {
    assertThat(Samples.caughtTwin().build().judgement()).isEqualTo(Judgement.CAUGHT);
    assertThat(Samples.neverInjectedTwin().build().judgement()).isEqualTo(Judgement.CAUGHT);
    assertThat(Samples.silentTwin().build().judgement()).isEqualTo(Judgement.FAIL);
    JournalBuilder other = JournalBuilder.twin("d", "s", "FAIL", "row 7");
    assertThat(other.fault("f").failedCheck("c", "row 8").verdict("FAIL").build().judgement())
        .isEqualTo(Judgement.FAIL);
  }

  @Test
  @DisplayName(
      "a drill is as bad as its worst scenario, a silent twin fails it, and twins alone are said to"
          + " be caught and no more")
  void drill() {
    assertThat(Samples.drill(Samples.passed("a"), Samples.caughtTwin()).judgement())
        .isEqualTo(Judgement.PASS);
    assertThat(Samples.drill(Samples.passed("a"), Samples.inconclusive("b")).judgement())
        .isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(Samples.drill(Samples.inconclusive("b"), Samples.failed("c")).judgement())
        .isEqualTo(Judgement.FAIL);
    assertThat(Samples.drill(Samples.caughtTwin()).judgement()).isEqualTo(Judgement.CAUGHT);
    assertThat(Samples.drill(Samples.passed("a"), Samples.silentTwin()).judgement())
        .isEqualTo(Judgement.FAIL);
    assertThat(Samples.drill().judgement()).isEqualTo(Judgement.INCONCLUSIVE);
  }
}
