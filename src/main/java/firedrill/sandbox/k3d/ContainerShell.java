package firedrill.sandbox.k3d;

import firedrill.guard.GuardSettings;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Pipes;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A shell that stays open in a container, for many small questions: each {@code docker exec} costs
 * a tenth of a second, and a ledger is held against its attachments one by one. It ends with its
 * container, and is opened anew when that has started again.
 */
final class ContainerShell {

  private final Engine engine;
  private final String container;

  /** In front of a command's status; no output has it. */
  private final String end = "@" + UUID.randomUUID();

  private Process process;
  private BufferedWriter in;
  private BufferedReader out;

  ContainerShell(Engine engine, String container) {
    this.engine = engine;
    this.container = container;
  }

  /**
   * Runs a program; trailing ends of line are not told, and what it says of errors is part of its
   * output.
   */
  synchronized Command.Result run(String... words) {
    GuardSettings.requireNotStopped();
    // One that has died with its container says so at the first question; then a new one is asked.
    return ask(words)
        .or(() -> ask(words))
        .orElseGet(() -> new Command.Result(1, "", container + " has no power"));
  }

  private Optional<Command.Result> ask(String... words) {
    try {
      if (process == null || !process.isAlive()) {
        open();
      }
      in.write(
          "o=$("
              + line(words)
              + " 2>&1 </dev/null); s=$?; printf '%s\\n' \"$o\" \""
              + end
              + " $s\"\n");
      in.flush();
      StringBuilder said = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(end)) {
          int status = Integer.parseInt(line.substring(end.length() + 1));
          return Optional.of(
              new Command.Result(
                  status, status == 0 ? said.toString() : "", status == 0 ? "" : said.toString()));
        }
        said.append(line).append('\n');
      }
      process.destroyForcibly();
      return Optional.empty();
    } catch (IOException e) {
      process.destroyForcibly();
      return Optional.empty();
    }
  }

  private void open() {
    try {
      process =
          Pipes.open(
              engine.command(List.of("exec", "--interactive", container, "sh")),
              Engine.environment(Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run docker", e);
    }
    in = process.outputWriter();
    out = process.inputReader();
  }

  /** Each word as the shell hands it on unchanged. */
  static String line(String... words) {
    return List.of(words).stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
