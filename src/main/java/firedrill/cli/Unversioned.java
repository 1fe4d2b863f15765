package firedrill.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes {@code --version} out of a command and all below it: picocli's standard options bring it
 * along, and a checkout's version is its commit, so it would print an empty line.
 */
final class Unversioned {

  private Unversioned() {}

  static CommandLine of(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    OptionSpec version = spec.findOption("--version");
    if (version != null) {
      spec.remove(version);
    }
    command.getSubcommands().values().forEach(Unversioned::of);
    return command;
  }
}
