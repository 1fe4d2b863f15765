package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firedrill.verdict.Counts;
import firedrill.verdict.Judgement;
import firedrill.verdict.Outage;
import firedrill.verdict.Overhead;
import firedrill.verdict.Reason;
import firedrill.verdict.Rpo;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {

  @TempDir Path directory;

  private static ScenarioOutcome outcome(
      String scenario, boolean twin, Judgement judgement, VerdictKind kind, double rtoMs) {
    List<Reason> reasons =
        kind == VerdictKind.PASS ? List.of() : List.of(new Reason("vso", "passed late"));
    return new ScenarioOutcome(
        "vault-sealed",
        scenario,
        twin,
        judgement,
        new Verdict(
            kind,
            reasons,
            false,
            false,
            List.of(),
            Optional.of(new Outage(0, rtoMs)),
            OptionalDouble.of(180_000),
            Optional.of(new Rpo(0, 0, 1, 1)),
            new Counts(1200, 2, 3),
            new Overhead(100, 95)),
        Path.of("reports", scenario, "journal.jsonl"));
  }

  private static final ScenarioOutcome SLOW =
      outcome("slow", false, Judgement.PASS, VerdictKind.PASS, 41_200);
  private static final ScenarioOutcome QUICK =
      outcome("quick", false, Judgement.PASS, VerdictKind.PASS, 2_000);
  private static final ScenarioOutcome CAUGHT =
      outcome("t", true, Judgement.CAUGHT, VerdictKind.FAIL, 9_000);
  private static final ScenarioOutcome MISSED =
      outcome("m", true, Judgement.FAIL, VerdictKind.PASS, 1_000);
  private static final ScenarioOutcome DOUBT =
      outcome("doubt", false, Judgement.INCONCLUSIVE, VerdictKind.INCONCLUSIVE, 1_000);
  private static final ScenarioOutcome BAD =
      outcome("bad", false, Judgement.FAIL, VerdictKind.FAIL, 1_000);

  @Test
  @DisplayName(
      "a drill's line: verdict, worst RTO, worst RPO, all writes but the twins', journal of the"
          + " worst")
  void line() {
    assertThat(Summary.drillLine("vault-sealed", List.of(QUICK, SLOW, CAUGHT)))
        .startsWith("PASS ")
        .contains(
            "vault-sealed",
            "RTO 41.2s of 3m00s",
            "RPO 0 lost (0.0s)",
            "ledger 2400 acknowledged, 4 ambiguous, 6 refused",
            "2 scenario(s), 1 of 1 twins caught",
            "slow/journal.jsonl");
  }

  private static ScenarioOutcome losing(Optional<Rpo> loss) {
    Verdict v = QUICK.verdict();
    return new ScenarioOutcome(
        "vault-sealed",
        "other",
        false,
        Judgement.PASS,
        new Verdict(
            v.kind(),
            v.reasons(),
            false,
            false,
            v.gates(),
            v.outage(),
            v.rtoBudgetMs(),
            loss,
            v.counts(),
            v.overhead()),
        QUICK.journal());
  }

  @Test
  @DisplayName("the loss is the worst, also of a quick scenario; unmeasured beside none is unknown")
  void loss() {
    assertThat(
            Summary.drillLine(
                "vault-sealed", List.of(SLOW, losing(Optional.of(new Rpo(7, 1.5, 0, 0))))))
        .contains("RTO 41.2s", "RPO 7 lost (1.5s)");
    assertThat(Summary.drillLine("vault-sealed", List.of(SLOW, losing(Optional.empty()))))
        .contains("RPO -  ledger 2400");
  }

  @Test
  @DisplayName("FAIL over INCONCLUSIVE over PASS; a twin not caught is FAIL")
  void worst() {
    assertThat(Summary.judgement(List.of(QUICK, CAUGHT))).isEqualTo(Judgement.PASS);
    assertThat(Summary.judgement(List.of(QUICK, DOUBT))).isEqualTo(Judgement.INCONCLUSIVE);
    assertThat(Summary.judgement(List.of(DOUBT, BAD))).isEqualTo(Judgement.FAIL);
    assertThat(Summary.judgement(List.of(QUICK, MISSED))).isEqualTo(Judgement.FAIL);
    assertThat(Summary.drillLine("vault-sealed", List.of(QUICK, BAD)))
        .contains("bad/journal.jsonl");
  }

  @Test
  @DisplayName("a twin that did what it must is CAUGHT, a silent one FAIL; alone they are no PASS")
  void twins() {
    assertThat(Summary.line(CAUGHT)).startsWith("CAUGHT ").contains("[twin]").contains("vso");
    assertThat(Summary.line(MISSED)).startsWith("FAIL ").contains("TWIN NOT CAUGHT", "PASS");
    assertThat(Summary.drillLine("vault-sealed", List.of(CAUGHT))).startsWith("CAUGHT ");
    assertThat(Summary.drillLine("vault-sealed", List.of(CAUGHT, MISSED))).startsWith("FAIL ");
  }

  @Test
  @DisplayName("the same as JSON")
  void json() throws Exception {
    JsonNode root = JsonMapper.builder().build().readTree(Summary.json("r1", List.of(BAD, CAUGHT)));
    assertThat(root.get("run").asText()).isEqualTo("r1");
    JsonNode drill = root.get("drills").get(0);
    assertThat(drill.get("verdict").asText()).isEqualTo("FAIL");
    assertThat(drill.get("scenarios")).hasSize(2);
    assertThat(drill.get("scenarios").get(0).get("reasons").get(0).asText())
        .isEqualTo("vso: passed late");
    assertThat(drill.get("scenarios").get(0).get("rtoMs").asDouble()).isEqualTo(1000);
  }

  @Test
  @DisplayName("summary.json lies beside the scenarios of its run")
  void written() throws Exception {
    SummaryListener.sumUp(directory, List.of(QUICK));
    assertThat(Files.readString(directory.resolve("summary.json"))).contains("vault-sealed");
  }
}
