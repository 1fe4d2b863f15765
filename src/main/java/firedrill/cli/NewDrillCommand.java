package firedrill.cli;

import firedrill.plan.Preflight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the files of a new drill. */
@Command(
    name = "new-drill",
    mixinStandardHelpOptions = true,
    description =
        "Writes plan, runbook, story and class of a new drill, with a twin; it runs as it is.")
final class NewDrillCommand implements Callable<Integer> {

  @Parameters(paramLabel = "<id>", description = "lower case with dashes, for example pi3-cut-off")
  private String id;

  @Option(
      names = "--title",
      paramLabel = "<title>",
      description = "one line for people",
      required = true)
  private String title;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path project = Path.of(System.getProperty("firedrill.basedir", ""));
    for (Path file : new NewDrill(id, title).write(project)) {
      out.println("wrote " + file);
    }
    Preflight.of(project).problems(id).forEach(out::println);
    out.println("the French title is the English one until it is translated, in plan and story");
    out.println("run it: mvn -q verify -Pdrill -Ddrill=" + id);
    out.println("what it must become: drills/README.md; format: mvn -q spotless:apply");
    return 0;
  }
}
