package firedrill.cli;

import firedrill.guard.GuardRefusal;
import firedrill.sandbox.tool.ToolException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firedrill <command>}. */
@Command(
    name = "firedrill",
    description = "Disaster recovery drills on a disposable copy of a home lab.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>",
    subcommands = {
      DoctorCommand.class,
      ToolsCommand.class,
      CacheCommand.class,
      PackagesCommand.class,
      SkipsCommand.class,
      LabCommand.class,
      PreflightCommand.class,
      NewDrillCommand.class,
      RescueCommand.class,
      VerdictCommand.class,
      FindingsCommand.class,
      AlarmsCommand.class,
      MutantsCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nThrough Maven:%n",
    footer = {
      "  mvn -q exec:java -Dexec.args=\"doctor\"",
      "  mvn -q exec:java -Dexec.args=\"new-drill pi3-cut-off --title='pi3 is cut off'\"",
      "  mvn -q exec:java -Dexec.args=\"verdict <journal.jsonl>\"",
      "  mvn -q exec:exec@lab"
    })
public final class Main implements Runnable {
  /** How a command is typed, with its words in the place of {@code %s}. */
  private static final String TYPED = "mvn -q exec:java -Dexec.args=\"%s\"";

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    int status = run(args);
    if (status != 0 && Boolean.getBoolean("firedrill.in-maven")) {
      throw new Failed();
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String... args) {
    return Unversioned.of(new CommandLine(new Main()))
        .setParameterExceptionHandler(new WrongArguments(TYPED))
        .setExecutionExceptionHandler(Main::explain)
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof ToolException || e instanceof GuardRefusal)) {
      throw e;
    }
    PrintWriter err = command.getErr();
    err.println();
    err.println(e.getMessage());
    err.flush();
    return 1;
  }
}
