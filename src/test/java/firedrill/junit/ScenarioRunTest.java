package firedrill.junit;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.lab.Lab;
import firedrill.verdict.Judgement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioRunTest {

  @TempDir Path home;

  @Drill("vault-sealed")
  static class AllFails {
    @Scenario("errors")
    @LabWith(FakeLab.Ruined.class)
    void errors(DrillRun run, Lab lab) {
      AtomicBoolean sealed = new AtomicBoolean();
      FakeFault first = new FakeFault(sealed);
      run.inject(first);
      FakeFault second = new FakeFault(new AtomicBoolean());
      run.inject(
          new Fault() {
            @Override
            public String name() {
              return "second";
            }

            @Override
            public String target() {
              return second.target();
            }

            @Override
            public Undo undo() {
              return Undo.of(
                  "nothing",
                  Map.of(),
                  () -> {
                    throw new NoClassDefFoundError("of the undo");
                  });
            }

            @Override
            public void inject() {
              second.inject();
            }

            @Override
            public Witness witness() {
              return second.witness();
            }
          });
      throw new IllegalStateException("from the scenario");
    }
  }

  @Test
  @DisplayName(
      "errors in undoing, collecting and ending the lab cost neither one another nor the verdict")
  void errors() throws IOException {
    Launched launched = Launched.run(home, AllFails.class, Map.of());
    assertThat(launched.labs()).containsExactly("created\ncollecting\nclosing\n");
    assertThat(launched.events("errors"))
        .filteredOn(e -> e.is("error"))
        .extracting(e -> e.text("where"))
        .contains("scenario", "collecting logs", "end of the lab");
    assertThat(launched.events("errors"))
        .as("the fault below the one that cannot be undone")
        .anyMatch(e -> e.is("observed") && e.text("name").equals("undo of vault-seal"));
    assertThat(launched.last("errors", "verdict").text("judgement")).isEqualTo("INCONCLUSIVE");
    assertThat(launched.outcomes())
        .extracting(ScenarioOutcome::judgement)
        .containsExactly(Judgement.INCONCLUSIVE);
    assertThat(launched.thrown("errors"))
        .isInstanceOf(InconclusiveException.class)
        .hasRootCauseMessage("from the scenario");
  }
}
