package firedrill.junit;

import static firedrill.verdict.VerdictKind.FAIL;
import static firedrill.verdict.VerdictKind.INCONCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.TestExecutionResult.Status.FAILED;
import static org.junit.platform.engine.TestExecutionResult.Status.SUCCESSFUL;

import firedrill.journal.Event;
import firedrill.lab.Lab;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.verdict.Judgement;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillExtensionTest {

  private static Condition unsealed(AtomicBoolean sealed) {
    return () -> Observation.of(!sealed.get(), "sealed=" + sealed.get());
  }

  private static void whole(DrillRun run, boolean unseal, CheckResult result) throws Exception {
    AtomicBoolean sealed = new AtomicBoolean();
    run.steadyState("vault", unsealed(sealed));
    run.workloadStarted("erp");
    run.inject(new FakeFault(sealed));
    if (unseal) {
      run.step(Step.of("unseal-vault", Actor.HUMAN, () -> sealed.set(false)));
    }
    run.gate("vault-unsealed", unsealed(sealed));
    run.step(Step.of("erp", Actor.AGENT, () -> {}).after("vault-unsealed"));
    run.workloadStopped("erp", 97, 1, 2);
    run.check("ledger", () -> result);
    run.rpo("rows", 0, 0, 0, 0);
  }

  private static final CheckResult OK = CheckResult.passed("7 of 7");

  @TempDir Path home;

  @Drill("vault-sealed")
  @LabWith(FakeLab.Factory.class)
  static class Good {
    @Scenario("one")
    void one(DrillRun run, Lab lab) throws Exception {
      run.prepare("entries", () -> {});
      whole(run, true, OK);
    }

    @Scenario("two")
    void two(Lab lab, DrillRun run) throws Exception {
      whole(run, true, OK);
    }
  }

  @Test
  @DisplayName("a good scenario: PASS, every phase in order, one lab for the class, ended once")
  void good() throws Exception {
    Launched launched = Launched.run(home, Good.class, Map.of());
    assertThat(launched.status("one")).isEqualTo(SUCCESSFUL);
    assertThat(launched.status("two")).isEqualTo(SUCCESSFUL);
    assertThat(launched.events("one").stream().filter(e -> e.is("phase.started")))
        .extracting(e -> e.text("phase"))
        .containsExactly(
            "prepare", "steady-state", "workload", "fault", "recovery", "verification", "teardown");
    assertThat(launched.last("one", "run.started").fields())
        .containsEntry("seed", 42)
        .containsEntry("drill", "vault-sealed")
        .containsEntry("twin", false)
        .containsKeys("commit", "dirty", "sandbox", "versions", "plan", "run");
    assertThat(launched.last("one", "verdict").text("verdict")).isEqualTo("PASS");
    assertThat(Stream.of("one", "two").map(launched::events).flatMap(List::stream))
        .filteredOn(e -> e.is("component.started"))
        .extracting(e -> e.text("component"))
        .containsExactly("vault");
    assertThat(launched.labs()).containsExactly("created\nclosed\n");
    assertThat(launched.leftLabs()).isFalse();
  }

  @Test
  @DisplayName("the verdict in the journal is the one the journal gives")
  void recomputable() throws Exception {
    Launched launched = Launched.run(home, Good.class, Map.of());
    List<Event> events = launched.events("one");
    Verdict again = VerdictRules.of(events);
    assertThat(again.kind().name()).isEqualTo(launched.last("one", "verdict").text("verdict"));
    assertThat(launched.outcomes()).extracting(ScenarioOutcome::verdict).contains(again);
    assertThat(events.get(events.size() - 2).type()).isEqualTo("run.ended");
  }

  @Drill("vault-sealed")
  @LabWith(FakeLab.Factory.class)
  static class Bad {
    @Scenario("loss")
    void loss(DrillRun run, Lab lab) throws Exception {
      whole(run, true, CheckResult.failed("entry-3", "gone"));
    }

    @Scenario("stuck")
    void stuck(DrillRun run) {
      AtomicBoolean sealed = new AtomicBoolean();
      run.inject(new FakeFault(sealed));
      throw new AssertionError("expected 3 but was 2");
    }

    @Scenario("thrown")
    void thrown(DrillRun run) throws Exception {
      whole(run, true, OK);
      throw new IOException("port in use");
    }

    @Scenario("step")
    void step(DrillRun run) throws Exception {
      run.inject(new FakeFault(new AtomicBoolean()));
      run.step(
          Step.of(
              "unseal-vault",
              Actor.HUMAN,
              () -> {
                throw new IOException("Longhorn gave up");
              }));
    }

    @Scenario("nothing")
    void nothing(DrillRun run) {
      run.check("ledger", () -> OK);
    }

    @Scenario("unsteady")
    void unsteady(DrillRun run) throws Exception {
      run.steadyState("vault", () -> Observation.notYet("sealed=true"));
    }

    @Scenario("throwing-check")
    void throwingCheck(DrillRun run) throws Exception {
      whole(run, true, OK);
      run.check(
          "chain",
          () -> {
            throw new IOException("no such file");
          });
    }
  }

  @Test
  @DisplayName("bad scenarios: FAIL as assertion error, INCONCLUSIVE as its own exception")
  void bad() throws Exception {
    Launched launched = Launched.run(home, Bad.class, Map.of());
    assertThat(launched.thrown("loss"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("entry-3: ledger: gone")
        .hasMessageContaining("journal.jsonl");
    assertThat(launched.thrown("stuck"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("assertion")
        .hasRootCauseMessage("expected 3 but was 2");
    assertThat(launched.thrown("thrown"))
        .isInstanceOf(InconclusiveException.class)
        .hasMessageContaining("harness-error")
        .hasRootCauseMessage("port in use");
    assertThat(launched.thrown("step"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("unseal-vault: failed: Longhorn gave up");
    assertThat(launched.last("thrown", "error").text("message")).contains("port in use");
    assertThat(launched.thrown("nothing"))
        .isInstanceOf(InconclusiveException.class)
        .hasMessageContaining("no-fault");
    assertThat(launched.thrown("unsteady"))
        .isInstanceOf(InconclusiveException.class)
        .hasMessageContaining("vault: not steady before");
    assertThat(launched.events("unsteady")).noneMatch(e -> e.is("fault.injected"));
    assertThat(launched.thrown("throwingCheck")).isInstanceOf(InconclusiveException.class);
    assertThat(launched.labs()).containsExactly("created\ncollected\nclosed\n");
    assertThat(launched.directory("stuck").resolve("undo/1.json.done")).exists();
  }

  @Drill("vault-sealed")
  static class Twins {
    @Twin(value = "unseal-skipped", expect = FAIL, culprit = "vault-unsealed")
    void skipped(DrillRun run) throws Exception {
      whole(run, false, OK);
    }

    @Twin(value = "no-fault", expect = INCONCLUSIVE, culprit = "no-fault")
    void noFault(DrillRun run) {
      run.check("ledger", () -> OK);
    }

    @Twin(value = "wrong-culprit", expect = FAIL, culprit = "erp-serving")
    void wrongCulprit(DrillRun run) throws Exception {
      whole(run, false, OK);
    }

    @Twin(value = "not-caught", expect = FAIL, culprit = "vault-unsealed")
    void notCaught(DrillRun run) throws Exception {
      whole(run, true, OK);
    }
  }

  @Test
  @DisplayName("a twin passes only with the expected verdict and culprit; its gates have no grace")
  void twins() throws Exception {
    Launched launched = Launched.run(home, Twins.class, Map.of());
    assertThat(launched.status("skipped")).isEqualTo(SUCCESSFUL);
    assertThat(launched.last("unseal-skipped", "gate.failed").count("tookMs"))
        .isBetween(300L, 5000L);
    assertThat(launched.last("unseal-skipped", "run.started").object("expect"))
        .containsEntry("culprits", List.of("vault-unsealed"));
    assertThat(launched.status("noFault")).isEqualTo(SUCCESSFUL);
    assertThat(launched.thrown("wrongCulprit")).hasMessageContaining("TWIN NOT CAUGHT");
    assertThat(launched.thrown("notCaught"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TWIN NOT CAUGHT");
    assertThat(Summary.judgement(launched.outcomes())).isEqualTo(Judgement.FAIL);
    assertThat(launched.last("unseal-skipped", "verdict").fields())
        .containsEntry("verdict", "FAIL")
        .containsEntry("judgement", "CAUGHT");
  }

  @Drill("vault-sealed")
  static class Mixed {
    @Twin(value = "no-fault", expect = INCONCLUSIVE, culprit = "no-fault")
    void a(DrillRun run) {
      run.check("ledger", () -> OK);
    }

    @Scenario("plain")
    void b(DrillRun run) throws Exception {
      whole(run, true, OK);
    }

    @Twin(value = "unseal-skipped", expect = FAIL, culprit = "vault-unsealed")
    void c(DrillRun run) throws Exception {
      whole(run, false, OK);
    }
  }

  @Test
  @DisplayName("scenarios run before twins, and a twin's journal names the scenarios of its class")
  void scenariosFirst() throws Exception {
    Launched launched = Launched.run(home, Mixed.class, Map.of());
    assertThat(launched.outcomes())
        .extracting(ScenarioOutcome::judgement)
        .containsExactly(Judgement.PASS, Judgement.CAUGHT, Judgement.CAUGHT);
    assertThat(launched.last("no-fault", "run.started").texts("scenarios"))
        .containsExactly("plain");
  }

  @Drill("vault-sealed")
  @LabWith(FakeLab.Mended.class)
  static class Disks {
    @Scenario("one")
    void one(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }

    @Scenario("two")
    void two(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }
  }

  @Test
  @DisplayName(
      "what is mended in an operator's stead is FAIL of the scenario it belongs to where no step"
          + " of the order says so")
  void repairs() throws Exception {
    Launched launched = Launched.run(home, Disks.class, Map.of());
    assertThat(Stream.of("one", "two").map(s -> launched.last(s, "finding").text("text")).sorted())
        .containsExactly(
            "repaired in the operator's stead: disk 1", "repaired in the operator's stead: disk 2");
    for (String scenario : List.of("one", "two")) {
      assertThat(launched.last(scenario, "verdict").text("judgement")).isEqualTo("FAIL");
      assertThat(launched.last(scenario, "verdict").texts("reasons"))
          .singleElement()
          .asString()
          .startsWith("repaired-without-a-step: no step repair-file-systems")
          .contains("vault-sealed", "disk ");
    }
  }

  @Test
  @DisplayName("where the order has the step it is told as one of a human's")
  void repairStep() throws Exception {
    String plan = Launched.PLAN.replace("erp]", "repair-file-systems, erp]");
    Launched launched = Launched.run(home, plan, Disks.class, Map.of());
    for (String scenario : List.of("one", "two")) {
      assertThat(launched.last(scenario, "verdict").text("judgement")).isEqualTo("PASS");
      assertThat(launched.last(scenario, "step.ended").text("step"))
          .isEqualTo("repair-file-systems");
      assertThat(launched.last(scenario, "step.ended").text("actor")).isEqualTo("HUMAN");
      assertThat(launched.directory(scenario).resolve("repair-file-systems.txt"))
          .content()
          .startsWith("disk ");
    }
  }

  @Drill("vault-sealed")
  static class Labs {
    @Scenario("own")
    @LabWith(FakeLab.Factory.class)
    void own(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }

    @Scenario("broken")
    @LabWith(FakeLab.Broken.class)
    void broken(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }

    @Scenario("stubborn")
    @LabWith(FakeLab.Stubborn.class)
    void stubborn(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }

    @Scenario("none")
    void none(DrillRun run, Lab lab) throws Exception {
      whole(run, true, OK);
    }
  }

  @Test
  @DisplayName("a lab that does not start, does not end, or is not there is INCONCLUSIVE and told")
  void labs() throws Exception {
    Launched launched = Launched.run(home, Labs.class, Map.of());
    assertThat(launched.status("own")).isEqualTo(SUCCESSFUL);
    assertThat(launched.labs()).hasSize(2).contains("created\nclosed\n");
    assertThat(launched.thrown("broken"))
        .isInstanceOf(InconclusiveException.class)
        .hasMessageContaining("scenario: the lab could not be started: etcd died with 1")
        .hasMessageNotContaining("Failed to resolve parameter");
    assertThat(launched.directory("broken").resolve("collected/etcd.log"))
        .hasContent("no space left on device");
    assertThat(launched.thrown("stubborn"))
        .isInstanceOf(InconclusiveException.class)
        .hasMessageContaining("mount is busy");
    assertThat(launched.thrown("none")).hasMessageContaining("@LabWith(<factory>.class)");
  }

  @Drill("vault-sealed")
  static class Lifecycle {
    @BeforeEach
    void before(DrillRun run) {
      if (run.directory().endsWith("before")) {
        throw new IllegalStateException("from before");
      }
    }

    @AfterEach
    void after(DrillRun run) {
      if (run.directory().endsWith("after")) {
        throw new IllegalStateException("from after");
      }
    }

    @Scenario("before")
    void early(DrillRun run) throws Exception {
      whole(run, true, OK);
    }

    @Scenario("after")
    void late(DrillRun run) throws Exception {
      whole(run, true, OK);
    }
  }

  @Test
  @DisplayName("what a lifecycle method throws is journalled, and never a pass")
  void lifecycle() throws Exception {
    Launched launched = Launched.run(home, Lifecycle.class, Map.of());
    assertThat(launched.status("early")).isEqualTo(FAILED);
    assertThat(launched.status("late")).isEqualTo(FAILED);
    assertThat(launched.last("before", "error").text("where")).isEqualTo("@BeforeEach");
    assertThat(launched.last("after", "error").text("message")).contains("from after");
    assertThat(launched.last("after", "verdict").text("verdict")).isEqualTo("INCONCLUSIVE");
  }

  @Test
  @DisplayName("while the stop file exists nothing starts")
  void stopFile() throws Exception {
    Files.createFile(home.resolve("STOP"));
    Launched launched = Launched.run(home, Good.class, Map.of());
    assertThat(launched.thrown("one")).hasMessageContaining("STOP exists; remove it");
    assertThat(launched.reports()).doesNotExist();
  }

  @Test
  @DisplayName("a kept lab stays until its time is over, and is then ended")
  void kept() throws Exception {
    Launched launched =
        Launched.run(home, Good.class, Map.of("keep", "always", "keep.for", "300ms"));
    assertThat(launched.status("one")).isEqualTo(SUCCESSFUL);
    assertThat(launched.labs()).containsExactly("created\nclosed\n");
    assertThat(launched.leftLabs()).isFalse();
  }

  @Drill("vault-sealed")
  static class Mistakes {
    @Test
    void neither(DrillRun run) {}

    @Twin(value = "unseal-skiped", expect = FAIL, culprit = "x")
    void misspelt(DrillRun run) {}

    @Twin(value = "unseal-skipped", expect = FAIL, culprit = " *")
    void anything(DrillRun run) {}

    @Scenario(value = "x", gates = "vault-unseald")
    void gate(DrillRun run) {}
  }

  @Test
  @DisplayName("mistakes in annotations name the line to write")
  void mistakes() throws Exception {
    Launched launched = Launched.run(home, Mistakes.class, Map.of());
    assertThat(launched.thrown("neither")).hasMessageContaining("@Scenario(\"<name>\")");
    assertThat(launched.thrown("misspelt")).hasMessageContaining("did you mean unseal-skipped?");
    assertThat(launched.thrown("anything"))
        .hasMessageContaining("name the gate, the check's culprit or the rule");
    assertThat(launched.thrown("gate")).hasMessageContaining("did you mean vault-unsealed?");
  }
}
