package firedrill.cli;

import firedrill.plan.Preflight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks what drills are made of, before anything is built or started. */
@Command(
    name = "preflight",
    mixinStandardHelpOptions = true,
    description = "Checks plan, runbook, story and classes of drills against each other.")
final class PreflightCommand implements Callable<Integer> {

  @Option(
      names = "--for",
      paramLabel = "<drills>",
      defaultValue = "",
      description = "ids with commas between, or all; without it the standard set")
  private String selection;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> problems =
        Preflight.of(Path.of(System.getProperty("firedrill.basedir", ""))).problems(selection);
    PrintWriter err = spec.commandLine().getErr();
    problems.forEach(err::println);
    err.flush();
    return problems.isEmpty() ? 0 : 1;
  }
}
