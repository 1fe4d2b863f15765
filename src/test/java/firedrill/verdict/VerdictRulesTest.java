package firedrill.verdict;

import static firedrill.verdict.VerdictKind.FAIL;
import static firedrill.verdict.VerdictKind.INCONCLUSIVE;
import static firedrill.verdict.VerdictKind.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerdictRulesTest {

  private static void expect(Journals journal, VerdictKind kind, String culprit) {
    Verdict verdict = journal.verdict();
    assertThat(verdict.kind()).as(verdict.reasons().toString()).isEqualTo(kind);
    assertThat(verdict.blames(culprit)).as(verdict.reasons().toString()).isTrue();
  }

  @Test
  @DisplayName("all is well: PASS without reasons")
  void pass() {
    Verdict verdict = Journals.good().verdict();
    assertThat(verdict.kind()).isEqualTo(PASS);
    assertThat(verdict.reasons()).isEmpty();
  }

  @Test
  @DisplayName("no fault injected: INCONCLUSIVE")
  void noFault() {
    expect(
        Journals.good().without("fault.injected").without("fault.witnessed"),
        INCONCLUSIVE,
        "no-fault");
  }

  @Test
  @DisplayName("a fault without a witness: INCONCLUSIVE")
  void noWitness() {
    expect(Journals.good().without("fault.witnessed"), INCONCLUSIVE, "no-witness");
  }

  @Test
  @DisplayName("one witness does not answer for two faults, nor for another, nor for a later one")
  void witnessPerFault() {
    expect(
        Journals.good().after("fault.witnessed", "fault.injected", "fault", "seal"),
        INCONCLUSIVE,
        "no-witness");
    expect(
        Journals.good().after("fault.witnessed", "fault.injected", "fault", "kill"),
        INCONCLUSIVE,
        "no-witness");
    expect(
        Journals.good()
            .without("fault.witnessed")
            .after("run.started", "fault.witnessed", "fault", "seal"),
        INCONCLUSIVE,
        "no-witness");
  }

  @Test
  @DisplayName("fault.unwitnessed: INCONCLUSIVE")
  void unwitnessed() {
    expect(
        Journals.good().after("fault.witnessed", "fault.unwitnessed", "fault", "kill"),
        INCONCLUSIVE,
        "no-witness");
  }

  @Test
  @DisplayName("a harness error alone: INCONCLUSIVE")
  void error() {
    expect(
        Journals.good().after("gate.passed", "error", "where", "check", "message", "NPE"),
        INCONCLUSIVE,
        "harness-error");
  }

  @Test
  @DisplayName("not steady before: INCONCLUSIVE, naming what")
  void notSteadyBefore() {
    expect(
        Journals.good()
            .after("run.started", "steady.checked", "name", "vso", "ok", false, "when", "before"),
        INCONCLUSIVE,
        "steady vso");
  }

  @Test
  @DisplayName("not steady after: FAIL, naming what")
  void notSteadyAfter() {
    expect(
        Journals.good()
            .after("check.passed", "steady.checked", "name", "vso", "ok", false, "when", "after"),
        FAIL,
        "steady vso");
  }

  @Test
  @DisplayName("no run.ended, as after kill -9: INCONCLUSIVE")
  void unfinished() {
    expect(Journals.good().without("run.ended"), INCONCLUSIVE, "unfinished-run");
    assertThat(new Journals().verdict().kind()).isEqualTo(INCONCLUSIVE);
  }

  @Test
  @DisplayName("a late gate: FAIL with both figures")
  void late() {
    Journals journal =
        Journals.good()
            .after("gate.passed", "gate.late", "gate", "vso", "tookMs", 1234, "budgetMs", 1000);
    expect(journal, FAIL, "late vso");
    assertThat(journal.verdict().reasons().get(0).text()).contains("1234 ms", "1000 ms");
  }

  @Test
  @DisplayName("a late gate tells what it was waiting for until it passed")
  void lateUntil() {
    Journals journal =
        Journals.good().after("gate.passed", "gate.late", "gate", "vso", "notYet", "no lease");
    assertThat(journal.verdict().reasons().get(0).text()).endsWith("; until then: no lease");
  }

  @Test
  @DisplayName("a failed gate: FAIL, naming it")
  void gateFailed() {
    expect(
        Journals.good().after("gate.passed", "gate.failed", "gate", "vso", "reason", "x"),
        FAIL,
        "vso");
  }

  @Test
  @DisplayName("a failed check: FAIL, naming its culprit, or itself without one")
  void checkFailed() {
    expect(
        Journals.good()
            .after("gate.passed", "check.failed", "check", "ledger", "culprit", "entry-7"),
        FAIL,
        "entry-7");
    expect(Journals.good().after("gate.passed", "check.failed", "check", "ledger"), FAIL, "ledger");
  }

  @Test
  @DisplayName("a red expectation: FAIL; a plain observation is nothing")
  void observed() {
    expect(
        Journals.good().after("gate.passed", "observed", "name", "stale", "ok", false),
        FAIL,
        "stale");
    assertThat(
            Journals.good()
                .after("gate.passed", "observed", "name", "stale", "ok", null)
                .verdict()
                .kind())
        .isEqualTo(PASS);
  }

  @Test
  @DisplayName("an outage over the plan's RTO: FAIL with both figures")
  void totalRto() {
    Journals journal =
        Journals.good()
            .without("run.ended")
            .at(10000, "gate.waiting", "gate", "erp")
            .at(20000, "gate.passed", "gate", "erp", "tookMs", 5000)
            .then("run.ended");
    expect(journal, FAIL, "total-rto");
    assertThat(journal.verdict().reasons().get(0).text())
        .isEqualTo("an outage of 14000 ms, budget 10000 ms");
  }

  @Test
  @DisplayName("users who had gone when it was injected do not miss anything")
  void usersGone() {
    Journals journal =
        new Journals()
            .at(1, "run.started", "plan", Map.of("totalRtoMs", 10000))
            .at(900, "workload.stopped", "served", List.of(List.of(0, 890)))
            .at(1000, "fault.injected", "fault", "f", "tookMs", 10)
            .at(1001, "fault.witnessed", "fault", "f")
            .at(1002, "check.passed", "check", "c")
            .then("run.ended");
    assertThat(journal.verdict().kind()).isEqualTo(PASS);
  }

  @Test
  @DisplayName("users who are served no more once it was injected: FAIL, for no budget is kept")
  void outageWithoutEnd() {
    Journals journal =
        Journals.good()
            .without("run.ended")
            .at(25000, "workload.stopped", "served", List.of(List.of(0, 990)))
            .then("run.ended");
    expect(journal, FAIL, "outage-without-end");
    assertThat(journal.verdict().reasons().get(0).text()).contains("an outage without an end");
    assertThat(
            Journals.good()
                .without("run.ended")
                .at(25000, "workload.stopped", "served", List.of(List.of(0, 24000)))
                .then("run.ended")
                .verdict()
                .kind())
        .isEqualTo(PASS);
  }

  @Test
  @DisplayName("no check passed: never PASS")
  void noCheck() {
    expect(Journals.good().without("check.passed"), INCONCLUSIVE, "no-check");
  }

  @Test
  @DisplayName("a gate of the plan never passed: never PASS, naming it")
  void gateMissing() {
    expect(Journals.good().without("gate.passed"), INCONCLUSIVE, "vault-unsealed");
  }

  @Test
  @DisplayName("evidence of loss after a witnessed fault beats doubt")
  void lossBeatsDoubt() {
    Journals journal =
        Journals.good()
            .without("run.ended")
            .then("check.failed", "check", "ledger", "culprit", "entry-7")
            .then("error", "where", "teardown", "message", "x");
    expect(journal, FAIL, "entry-7");
    expect(journal, FAIL, "harness-error");
  }

  @Test
  @DisplayName("a failure before any witnessed fault does not beat doubt")
  void earlyFailureIsDoubt() {
    expect(
        Journals.good()
            .after("run.started", "gate.failed", "gate", "lab", "reason", "x")
            .after("gate.failed", "error", "where", "y", "message", "z"),
        INCONCLUSIVE,
        "harness-error");
  }

  @Test
  @DisplayName("a red expectation does not beat doubt")
  void observationIsNotLoss() {
    expect(
        Journals.good()
            .after("gate.passed", "observed", "name", "stale", "ok", false)
            .without("run.ended"),
        INCONCLUSIVE,
        "stale");
  }

  @Test
  @DisplayName("what follows run.ended does not count")
  void afterTheEnd() {
    assertThat(
            Journals.good()
                .then("verdict", "verdict", "FAIL")
                .then("error", "where", "kept lab", "message", "x")
                .verdict()
                .kind())
        .isEqualTo(PASS);
  }

  @Test
  @DisplayName(
      "a step that failed after a witnessed fault: FAIL, naming the step, whatever follows")
  void stepFailed() {
    Journals journal =
        Journals.good()
            .after("fault.witnessed", "step.failed", "step", "restore-longhorn", "message", "x")
            .without("gate.passed");
    expect(journal, FAIL, "restore-longhorn");
    expect(journal.without("run.ended"), FAIL, "restore-longhorn");
  }

  @Test
  @DisplayName("a step out of order: FAIL, naming the rule")
  void refused() {
    expect(
        Journals.good()
            .after("fault.witnessed", "step.refused", "step", "erp", "gate", "vso", "reason", "x"),
        FAIL,
        "erp after vso");
  }

  @Test
  @DisplayName("without users, RTO runs from the start of the injection to the last gate")
  void rto() {
    Verdict verdict =
        Journals.good().after("fault.witnessed", "fault.injected", "fault", "seal").verdict();
    assertThat(verdict.rtoMs().orElseThrow()).isCloseTo(4500 - 1000, within(0.001));
    GateTime gate = verdict.gates().get(0);
    assertThat(gate.tookMs()).isEqualTo(2500);
    assertThat(gate.sinceFaultMs()).isCloseTo(3500, within(0.001));
  }

  @Test
  @DisplayName("a fault after a gate begins an outage of its own; the longest is the RTO")
  void rounds() {
    Verdict verdict =
        Journals.good()
            .without("run.ended")
            .at(7000, "fault.injected", "fault", "seal", "tookMs", 200)
            .at(7100, "fault.witnessed", "fault", "seal")
            .at(8000, "gate.waiting", "gate", "vault-unsealed")
            .at(8500, "gate.passed", "gate", "vault-unsealed", "tookMs", 400, "budgetMs", 30000)
            .at(9000, "run.ended")
            .verdict();
    assertThat(verdict.gates().get(1).sinceFaultMs()).isCloseTo(1600, within(0.001));
    assertThat(verdict.rtoMs().orElseThrow()).isCloseTo(4500 - 1000, within(0.001));
  }

  @Test
  @DisplayName("a second fault in the middle of recovery does not restart the clock")
  void faultDuringRecovery() {
    Verdict verdict =
        Journals.good().after("gate.waiting", "fault.injected", "fault", "kill").verdict();
    assertThat(verdict.rtoMs().orElseThrow()).isCloseTo(3500, within(0.001));
  }

  @Test
  @DisplayName("a gate's figure begins where it was armed")
  void armed() {
    Verdict verdict =
        Journals.good()
            .without("gate.passed")
            .without("gate.waiting")
            .without("run.ended")
            .at(4000, "gate.waiting", "gate", "vault-unsealed", "armedT", 1500)
            .at(4500, "gate.passed", "gate", "vault-unsealed", "tookMs", 2800)
            .at(5000, "run.ended")
            .verdict();
    assertThat(verdict.rtoMs().orElseThrow()).isCloseTo(4300 - 1000, within(0.001));
  }

  @Test
  @DisplayName("a store that lost more than its plan grants: FAIL, naming it; less is no failure")
  void rpoBudget() {
    Journals journal =
        new Journals()
            .at(0, "run.started", "plan", Map.of("rpoMs", Map.of("rows", 0, "volumes", 6000)))
            .at(10, "fault.injected", "fault", "cut")
            .at(20, "fault.witnessed", "fault", "cut")
            .at(30, "check.passed", "check", "c")
            .at(40, "rpo", "store", "volumes", "lostEntries", 3, "lostSeconds", 5.5)
            .at(50, "rpo", "store", "other", "lostEntries", 3, "lostSeconds", 50)
            .at(60, "run.ended");
    assertThat(journal.verdict().kind()).isEqualTo(PASS);
    expect(
        journal.after("rpo", "rpo", "store", "volumes", "lostEntries", 3, "lostSeconds", 6.5),
        FAIL,
        "rpo-volumes");
    expect(
        journal.after("rpo", "rpo", "store", "rows", "lostEntries", 1, "lostSeconds", 0.1),
        FAIL,
        "rpo-rows");
    expect(
        journal.after("rpo", "rpo", "store", "volumes", "lostEntries", 1, "lostAfterFault", 1),
        FAIL,
        "rpo-volumes");
    expect(
        journal.after("rpo", "rpo", "store", "volumes", "lostEntries", 1, "lostSeconds", -0.075),
        FAIL,
        "rpo-volumes");
  }

  @Test
  @DisplayName("more than one write in twenty without an answer: INCONCLUSIVE")
  void ambiguous() {
    assertThat(
            Journals.good()
                .after("check.passed", "workload.stopped", "acknowledged", 95, "ambiguous", 5)
                .verdict()
                .kind())
        .isEqualTo(PASS);
    expect(
        Journals.good()
            .after("check.passed", "workload.stopped", "acknowledged", 94, "ambiguous", 6),
        INCONCLUSIVE,
        "ambiguous-writes");
  }

  @Test
  @DisplayName("a few pushes without an answer are not hidden by the rows of another workload")
  void ambiguousOfOne() {
    expect(beside("pushes", 17, 3), INCONCLUSIVE, "ambiguous-writes of pushes");
    assertThat(beside("pushes", 18, 2).verdict().kind())
        .as("two were on their way when the one fault struck")
        .isEqualTo(PASS);
  }

  private static Journals beside(String workload, int acknowledged, int ambiguous) {
    return Journals.good()
        .after("check.passed", "workload.stopped", "name", "rows", "acknowledged", 5000)
        .after(
            "check.passed",
            "workload.stopped",
            "name",
            workload,
            "acknowledged",
            acknowledged,
            "ambiguous",
            ambiguous);
  }

  @Test
  @DisplayName("overhead is wall time without waits; overlapping waits count once")
  void overhead() {
    Overhead overhead =
        Journals.good() // the gate waits from 2000 to 5000
            .without("run.ended")
            .at(5500, "wait", "on", "x", "tookMs", 1000) // 4500 to 5500
            .at(5600, "component.started", "component", "a", "tookMs", 900, "startT", 100)
            .at(5600, "component.started", "component", "b", "tookMs", 800, "startT", 150)
            .at(6000, "run.ended")
            .verdict()
            .overhead();
    assertThat(overhead.wallMs()).isEqualTo(6000);
    assertThat(overhead.waitingMs()).isCloseTo(3500 + 900, within(0.001));
    assertThat(overhead.share()).isCloseTo(1600 / 6000.0, within(0.001));
  }

  @Test
  @DisplayName("counts add up over workloads; of several RPOs the worst counts")
  void figures() {
    Verdict verdict =
        Journals.good()
            .after("check.passed", "workload.stopped", "acknowledged", 5, "ambiguous", 1)
            .after("check.passed", "workload.stopped", "acknowledged", 7, "refused", 2)
            .after("check.passed", "rpo", "lostEntries", 3, "lostSeconds", 0.5)
            .after("check.passed", "rpo", "lostEntries", 0, "lostSeconds", 2)
            .verdict();
    assertThat(verdict.counts()).isEqualTo(new Counts(12, 1, 2));
    assertThat(verdict.rpo()).contains(new Rpo(3, 2, 0, 0));
  }

  @Test
  @DisplayName("blame may be asked with a star, and is otherwise exact")
  void blame() {
    Verdict verdict =
        Journals.good()
            .after("gate.passed", "check.failed", "check", "l", "culprit", "entry-7(a)")
            .verdict();
    assertThat(verdict.blames("entry-*")).isTrue();
    assertThat(verdict.blames("entry-7(a)")).isTrue();
    assertThat(verdict.blames("entry")).isFalse();
  }
}
