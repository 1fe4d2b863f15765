package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.TestExecutionResult.Status.ABORTED;
import static org.junit.platform.engine.TestExecutionResult.Status.FAILED;
import static org.junit.platform.engine.TestExecutionResult.Status.SUCCESSFUL;

import firedrill.claims.ClaimOutcome;
import firedrill.claims.ClaimResult;
import firedrill.claims.Claims;
import firedrill.claims.ClaimsCount;
import firedrill.claims.PlayedScenario;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.Sandboxes;
import firedrill.lab.Lab;
import firedrill.lab.LabFactory;
import firedrill.provider.tiny.TinyOffered;
import firedrill.provider.tiny.TinyProvider;
import firedrill.recovery.Actor;
import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.Topology;
import firedrill.verdict.Judgement;
import firedrill.verdict.VerdictKind;
import firedrill.verdict.VerdictRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox that can do less than the local one, found like any other. */
class SecondSandboxTest {

  private static final AtomicBoolean RAN = new AtomicBoolean();

  @TempDir Path home;
  private TinyOffered offered;

  @BeforeEach
  void offer() throws IOException {
    offered = new TinyOffered(home);
    RAN.set(false);
  }

  @AfterEach
  void takeBack() {
    offered.close();
  }

  /** Three machines and nothing else. */
  record MachinesLab(Ground ground, Path directory) implements Lab {

    public static final class Factory implements LabFactory {
      @Override
      public Lab create(Path directory, long seed) {
        Ground ground =
            Sandboxes.of(TinyProvider.KIND)
                .open(GroundSpec.of(directory, Path.of(""), Topology.homeLab()));
        ground.start();
        return new MachinesLab(ground, directory);
      }
    }

    @Override
    public Sandbox sandbox() {
      return ground.sandbox();
    }

    @Override
    public List<ComponentStart> starts() {
      return List.of();
    }

    @Override
    public void collect(Path into) {
      ground.collect(into);
    }

    @Override
    public String howToEnter() {
      return ground.howToEnter();
    }

    @Override
    public void close() {
      ground.close();
    }
  }

  @Drill("vault-sealed")
  @LabWith(MachinesLab.Factory.class)
  static class Machines {

    @Scenario(value = "crash", gates = "vault-unsealed")
    @Needs(Capability.CRASH)
    void crash(DrillRun run, Lab lab) throws Exception {
      Power power = lab.sandbox().power();
      Node pi2 = lab.sandbox().node("pi2");
      Condition runs = () -> Observation.of(pi2.isRunning(), "pi2 runs: " + pi2.isRunning());
      run.steadyState("pi2", runs);
      run.inject(new NodeCrashed(power, pi2));
      run.step(Step.of("unseal-vault", Actor.HUMAN, () -> power.restore(pi2)));
      run.gate("vault-unsealed", runs);
      run.check("machines", () -> CheckResult.passed("all of " + lab.sandbox().nodes().size()));
    }

    @Scenario("power-cut")
    @Needs({Capability.CRASH, Capability.CUT_POWER})
    void cut(DrillRun run, Lab lab) {
      RAN.set(true);
    }

    @Twin(value = "not-caught", expect = VerdictKind.FAIL, culprit = "machines")
    @Needs(Capability.PARTITION)
    void partition(DrillRun run, Lab lab) {
      RAN.set(true);
    }
  }

  @Needs(Capability.REWIND_DISKS)
  static class OnDisks extends Machines {}

  private Launched launched(Class<?> drill) throws IOException {
    return Launched.run(home, drill, Map.of("sandbox", TinyProvider.KIND));
  }

  private PlayedScenario played(Launched launched, String scenario) {
    return PlayedScenario.read(launched.directory(scenario).resolve("journal.jsonl"));
  }

  @Test
  @DisplayName("a drill that a second sandbox can hold runs on it: a real process dies and is back")
  void runs() throws IOException {
    Launched launched = launched(Machines.class);
    assertThat(launched.status("crash")).isEqualTo(SUCCESSFUL);
    assertThat(launched.last("crash", "run.started").text("sandbox")).isEqualTo("tiny");
    assertThat(launched.last("crash", "fault.witnessed").text("evidence")).contains("false");
    assertThat(launched.last("crash", "verdict").text("verdict")).isEqualTo("PASS");
  }

  @Test
  @DisplayName(
      "one that needs more is not run, and its journal, verdict and summary say what it needs")
  void notDrilledHere() throws IOException {
    Launched launched = launched(Machines.class);
    assertThat(launched.status("cut")).isEqualTo(ABORTED);
    assertThat(launched.thrown("cut")).hasMessageContaining("not drilled here: needs CUT_POWER");
    assertThat(RAN).isFalse();
    assertThat(launched.last("power-cut", "run.not-drilled").texts("needs"))
        .containsExactly("CUT_POWER");
    assertThat(VerdictRules.of(launched.events("power-cut")).kind())
        .isEqualTo(VerdictKind.NOT_DRILLED);
    assertThat(launched.last("power-cut", "verdict").text("verdict")).isEqualTo("NOT_DRILLED");
    assertThat(launched.events("power-cut")).noneMatch(e -> e.is("component.started"));
    assertThat(Summary.judgement(launched.outcomes())).isEqualTo(Judgement.PASS);
    assertThat(Summary.drillLine("vault-sealed", launched.outcomes()))
        .contains("1 scenario(s)", "not drilled here: ", "power-cut needs CUT_POWER")
        .contains("not-caught needs PARTITION")
        .doesNotContain("twins caught");
  }

  @Test
  @DisplayName("what a class needs each of its scenarios and twins needs")
  void ofClass() throws IOException {
    Launched launched = launched(OnDisks.class);
    assertThat(launched.status("crash")).isEqualTo(ABORTED);
    assertThat(launched.last("power-cut", "run.not-drilled").texts("needs"))
        .containsExactly("CUT_POWER", "REWIND_DISKS");
    assertThat(Summary.drillLine("vault-sealed", launched.outcomes()))
        .startsWith("NOT_DRILLED")
        .contains("crash needs REWIND_DISKS");
  }

  @Test
  @DisplayName("a claim that only such a scenario could decide is not drilled here, by name")
  void claims() throws IOException {
    Launched launched = launched(Machines.class);
    Claims claims =
        Claims.read(
            Files.writeString(
                home.resolve("claims.yaml"),
                """
                claims:
                  - id: vault-restarts-sealed
                    source: {document: d, section: s}
                    text: {en: Yes, fr: Oui}
                    drills: [vault-sealed]
                    falsifier: It is open.
                    seen-in: [vault-sealed/not-caught]
                """),
            List.of("vault-sealed"));
    List<PlayedScenario> played = List.of(played(launched, "crash"), played(launched, "power-cut"));
    ClaimResult result = ClaimResult.ofRun(claims, played).get(0);
    assertThat(result.outcome()).isEqualTo(ClaimOutcome.NOT_DRILLED_HERE);
    assertThat(result.evidence()).singleElement().asString().contains("power-cut needs CUT_POWER");
    assertThat(ClaimsCount.of(claims, played).line())
        .contains("not drilled here: vault-restarts-sealed")
        .doesNotContain("undecided");
    assertThat(ClaimResult.ofRun(claims, List.of(played(launched, "crash"))).get(0).outcome())
        .isEqualTo(ClaimOutcome.UNDECIDED);
  }

  @Test
  @DisplayName(
      "a sandbox that does not exist is refused before anything starts, with those there are")
  void unknown() throws IOException {
    Launched launched = Launched.run(home, Machines.class, Map.of("sandbox", "k4d"));
    assertThat(launched.status("crash")).isEqualTo(FAILED);
    assertThat(launched.thrown("crash"))
        .hasMessageContaining("k4d")
        .hasMessageContaining("-Dsandbox=local")
        .hasMessageContaining("-Dsandbox=tiny");
    assertThat(Files.exists(launched.directory("crash"))).isFalse();
    assertThatThrownBy(() -> Sandboxes.of("k4d")).isInstanceOf(IllegalArgumentException.class);
  }
}
