package firedrill.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints one verdict line per drill at the end and writes {@code summary.json} beside the runs. */
public final class SummaryListener implements TestExecutionListener {

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    Outcomes.drain().forEach(SummaryListener::sumUp);
  }

  private static void sumUp(Path runDirectory, List<ScenarioOutcome> outcomes) {
    Say.line("");
    Summary.byDrill(outcomes)
        .forEach((drill, scenarios) -> Say.line(Summary.drillLine(drill, scenarios)));
    Path file = runDirectory.resolve("summary.json");
    try {
      Files.writeString(file, Summary.json(runDirectory.getFileName().toString(), outcomes) + "\n");
      Say.line("summary: " + file);
    } catch (IOException e) {
      Say.line("cannot write " + file + ": " + e + "; the journals are complete");
    }
  }
}
