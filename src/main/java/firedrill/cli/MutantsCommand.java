package firedrill.cli;

import firedrill.claims.PlayedScenario;
import firedrill.claims.TwinReport;
import firedrill.journal.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    exitCodeList = {
      "0:every twin was caught, and all that judges has been red in one",
      "1:a twin was not caught",
      "2:something that judges has been red in no twin"
    })
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
      if (!report.besides().isEmpty()) {
        out.printf(
            "%d of them turned more red than they name; it follows from what they plant, or is red"
                + " for a reason of its own:%n",
            report.besides().size());
        report.besides().forEach(twin -> out.println("  " + twin));
      }
      tell(out, "turned red by no twin", report.unproven(), report.judges());
      tell(out, "turned red by twins of other drills only", report.elsewhere(), report.judges());
      if (!report.silent().isEmpty()) {
        return 1;
      }
      return report.unproven().isEmpty() ? 0 : 2;
    } catch (IOException | JournalException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void tell(PrintWriter out, String what, Set<String> judges, int all) {
    if (!judges.isEmpty()) {
      out.printf(
          "%d of %d gates, checks, rules, expectations and budgets %s:%n",
          judges.size(), all, what);
      judges.forEach(judge -> out.println("  " + judge));
    }
  }
}
