package firedrill.cli;

import firedrill.claims.Claims;
import firedrill.claims.ClaimsCount;
import firedrill.claims.ClaimsException;
import firedrill.claims.Finding;
import firedrill.claims.FindingsFile;
import firedrill.claims.PlayedScenario;
import firedrill.journal.JournalException;
import firedrill.plan.DrillCatalog;
import firedrill.plan.PlanException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps what a run has found in a file of the repository. */
@Command(
    name = "findings",
    mixinStandardHelpOptions = true,
    description =
        "Writes what a run has found of each claim into drills/findings.yaml, from its journals.")
final class FindingsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "<run>",
      arity = "1..*",
      description = "reports/runs/<run>, or several; a later one counts more")
  private List<Path> runs;

  @Option(
      names = "--drills",
      paramLabel = "<folder>",
      defaultValue = "drills",
      description = "where claims.yaml is, and findings.yaml goes (${DEFAULT-VALUE})")
  private Path drills;

  @Option(
      names = "--anew",
      description =
          "these runs replace what is known; without it a claim that was refuted is not confirmed"
              + " by a run in which it happened to hold, and an answer seen both ways is not"
              + " replaced by the same seen one way")
  private boolean anew;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path file = drills.resolve("findings.yaml");
    try {
      Claims claims = Claims.read(drills.resolve("claims.yaml"), new DrillCatalog(drills).ids());
      for (Path run : runs) {
        List<PlayedScenario> played =
            RunJournals.of(run).stream().map(PlayedScenario::read).toList();
        List<Finding> found = FindingsFile.of(claims, played);
        List<Finding> all = FindingsFile.update(file, claims, found, anew);
        out.printf(
            "%s: %d claims answered by %s, %d in all%n", file, found.size(), run, all.size());
        found.stream()
            .filter(finding -> !all.contains(finding))
            .forEach(
                finding ->
                    out.printf(
                        "%s: %s in that run; what an earlier one has found says more and stays;"
                            + " --anew to replace it%n",
                        finding.claim(), finding.outcome()));
        out.println(ClaimsCount.of(claims, played).line());
      }
      return 0;
    } catch (IOException | JournalException | ClaimsException | PlanException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
