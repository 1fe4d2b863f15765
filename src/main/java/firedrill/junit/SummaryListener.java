package firedrill.junit;

import firedrill.claims.Claims;
import firedrill.claims.ClaimsCount;
import firedrill.claims.ClaimsException;
import firedrill.claims.PlayedScenario;
import firedrill.journal.JournalException;
import firedrill.plan.DrillCatalog;
import firedrill.plan.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints one verdict line per drill at the end and writes {@code summary.json} beside the runs. */
public final class SummaryListener implements TestExecutionListener {

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    Outcomes.drain().forEach(SummaryListener::sumUp);
  }

  static void sumUp(Path runDirectory, List<ScenarioOutcome> outcomes) {
    Say.line("");
    Summary.byDrill(outcomes)
        .forEach(
            (drill, scenarios) ->
                Say.line(
                    Paint.wanted()
                        .judged(
                            Summary.judgement(scenarios), Summary.drillLine(drill, scenarios))));
    claims(outcomes).ifPresent(Say::line);
    Path file = runDirectory.resolve("summary.json");
    try {
      Files.writeString(file, Summary.json(runDirectory.getFileName().toString(), outcomes) + "\n");
      Say.line("summary: " + file);
    } catch (IOException e) {
      Say.line("cannot write " + file + ": " + e + "; the journals are complete");
    }
  }

  /** How far what the run says of the documents can be believed. */
  private static Optional<String> claims(List<ScenarioOutcome> outcomes) {
    Path file = Path.of(System.getProperty("drills.dir", "drills"), "claims.yaml");
    try {
      List<PlayedScenario> played =
          outcomes.stream().map(o -> PlayedScenario.read(o.journal())).toList();
      ClaimsCount count = ClaimsCount.of(Claims.read(file, DrillCatalog.ofProject().ids()), played);
      return count.decidable() == 0 ? Optional.empty() : Optional.of(count.line());
    } catch (IOException | JournalException | ClaimsException | PlanException e) {
      return Optional.of("the claims cannot be counted: " + e.getMessage());
    }
  }
}
