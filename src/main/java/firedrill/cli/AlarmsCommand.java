package firedrill.cli;

import firedrill.claims.Accident;
import firedrill.claims.AlarmRow;
import firedrill.claims.AlarmsFile;
import firedrill.component.prometheus.AlertRules;
import firedrill.component.prometheus.RuleTrial;
import firedrill.files.Checkout;
import firedrill.files.Trees;
import firedrill.journal.JournalException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the accidents of a run before the document's alert rules. */
@Command(
    name = "alarms",
    mixinStandardHelpOptions = true,
    description =
        "Tells which accidents of a run raise an alarm with the document's alert rules, by"
            + " promtool, and keeps it in drills/alarms.yaml.")
final class AlarmsCommand implements Callable<Integer> {

  private static final String PROMTOOL = "promtool";

  @Parameters(
      paramLabel = "<run>",
      arity = "1..*",
      description = "reports/runs/<run>, or several; a later one counts more")
  private List<Path> runs;

  @Option(
      names = "--drills",
      paramLabel = "<folder>",
      defaultValue = "drills",
      description = "where alarms.yaml goes (${DEFAULT-VALUE})")
  private Path drills;

  @Option(
      names = "--rules",
      paramLabel = "<file>",
      description = "a PrometheusRule (sandbox/manifests/storage-alerts.yaml)")
  private Path rules = Checkout.folder().resolve("sandbox/manifests/storage-alerts.yaml");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isRegularFile(rules)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--rules=" + rules + " is no file; give a PrometheusRule");
    }
    Path promtool = Toolbox.ofThisCheckout().find(Set.of(PROMTOOL)).get(PROMTOOL).path();
    try {
      Path folder = Files.createTempDirectory(PROMTOOL);
      try {
        RuleTrial trial = new RuleTrial(promtool, folder);
        AlertRules asked = AlertRules.of(rules);
        for (Path run : runs) {
          List<AlarmRow> rows = rows(run, trial, asked);
          rows.forEach(row -> out.println(line(row)));
          int all = AlarmsFile.update(drills.resolve(AlarmsFile.NAME), rows).size();
          out.printf(
              "%s: %d accidents of %s, %d in all%n",
              drills.resolve(AlarmsFile.NAME), rows.size(), run, all);
        }
      } finally {
        Trees.delete(folder);
      }
      return 0;
    } catch (IOException | TimeoutException | JournalException | IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static List<AlarmRow> rows(Path run, RuleTrial trial, AlertRules asked)
      throws IOException, TimeoutException {
    List<AlarmRow> rows = new ArrayList<>();
    for (Path journal : RunJournals.of(run)) {
      for (Accident accident : Accident.of(journal)) {
        List<String> alarms =
            accident.during().isEmpty()
                ? List.of()
                : trial.firing(asked, AccidentSeries.of(accident), AccidentSeries.end());
        rows.add(AlarmRow.of(accident, alarms));
      }
    }
    return rows;
  }

  private static String line(AlarmRow row) {
    return "%s: %s of %s: %s"
        .formatted(
            row.scenario(),
            row.fault(),
            row.target(),
            row.alarms() == null
                ? "over before anybody had looked"
                : row.alarms().isEmpty() ? "no alarm" : row.alarms());
  }
}
