package firedrill.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with the arguments, in a line, and how to see what there is; the list itself only
 * where a command is missing. The whole help under each slip hides the line that matters.
 */
final class WrongArguments implements IParameterExceptionHandler {

  private final String typed;

  /**
   * @param typed how a command is typed, with {@code %s} for its words
   */
  WrongArguments(String typed) {
    this.typed = typed;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println(
        wrong instanceof UnmatchedArgumentException unmatched
            ? name + " does not take " + String.join(" ", unmatched.getUnmatched())
            : wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      hint(command, unmatched.getUnmatched()).ifPresent(err::println);
    }
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      if (command.getSubcommands().isEmpty()) {
        String program = command.getCommandSpec().root().name();
        String words = name.substring(name.indexOf(program) + program.length()).strip();
        err.println("What it takes: " + typed.formatted(words + " --help"));
      } else {
        command.usage(err);
      }
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** A command that stands one word deeper, or several where there is place for one. */
  private static Optional<String> hint(CommandLine command, List<String> unmatched) {
    String first = unmatched.get(0);
    for (CommandLine one : command.getSubcommands().values()) {
      if (one.getSubcommands().containsKey(first)) {
        return Optional.of(
            "Did you mean: " + one.getCommandSpec().qualifiedName() + " " + first + " …?");
      }
    }
    List<PositionalParamSpec> places = command.getCommandSpec().positionalParameters();
    if (places.size() != 1 || unmatched.stream().anyMatch(word -> word.startsWith("-"))) {
      return Optional.empty();
    }
    PositionalParamSpec place = places.get(0);
    return Optional.of(
        "It takes one " + place.paramLabel() + ": " + String.join(" ", place.description()));
  }
}
