package firedrill.cli;

import firedrill.claims.PlayedScenario;
import firedrill.claims.TwinReport;
import firedrill.journal.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Culprit by culprit, what the planted faults of a run have turned red. */
@Command(
    name = "mutants",
    mixinStandardHelpOptions = true,
    description =
        "Tells, twin by twin, whether its own culprit was named, and which gates, checks, ordering"
            + " rules and expectations no twin has turned red.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:every twin was caught", "1:one was not"})
final class MutantsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "<run>",
      arity = "1..*",
      description =
          "reports/runs/<run>; several are taken together: twins of one, scenarios of another")
  private List<Path> runs;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<PlayedScenario> played = new ArrayList<>();
      for (Path run : runs) {
        RunJournals.of(run).stream().map(PlayedScenario::read).forEach(played::add);
      }
      TwinReport report = TwinReport.of(played);
      report.lines().forEach(out::println);
      out.printf(
          "%d of %d twins caught%n",
          report.lines().size() - report.silent().size(), report.lines().size());
      if (!report.unproven().isEmpty()) {
        out.printf(
            "%d of %d gates, checks, rules and expectations turned red by no twin of this run:%n",
            report.unproven().size(), report.judges());
        report.unproven().forEach(judge -> out.println("  " + judge));
      }
      return report.silent().isEmpty() ? 0 : 1;
    } catch (IOException | JournalException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
