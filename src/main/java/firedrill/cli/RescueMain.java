package firedrill.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code java -jar firedrill-rescue.jar rescue …}: the commands of the real day and nothing else,
 * for a machine that has a Java and no checkout.
 */
@Command(
    name = "firedrill-rescue",
    description = "Recovers Longhorn volumes from replica directories.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>",
    subcommands = RescueCommand.class)
public final class RescueMain implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Unversioned.of(new CommandLine(new RescueMain()))
        .setParameterExceptionHandler(new WrongArguments("java -jar firedrill-rescue.jar %s"));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which one: rescue list, rescue check or rescue merge?");
  }
}
