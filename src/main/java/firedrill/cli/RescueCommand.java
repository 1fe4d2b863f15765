package firedrill.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firedrill rescue}: the real day. */
@Command(
    name = "rescue",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>",
    description = {
      "Recovers Longhorn volumes from replica directories, copied or mounted read-only.",
      "Needs no cluster; reads only, and writes to the output that it is given. See"
          + " drills/rescue.md."
    },
    subcommands = {RescueListCommand.class, RescueCheckCommand.class, RescueMergeCommand.class})
final class RescueCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one: list, check or merge?");
  }
}
