package firedrill.sandbox.k3d;

import firedrill.guard.DockerHosts;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The Docker of this machine, by its own command. By the command and not by a library of its API:
 * it finds the engine as its user does, and k3d, which drives the same engine, is a command too.
 *
 * @param host {@code unix://} and the path of a socket, which the guard has looked at
 */
public record Engine(String host) {

  private static final String PROGRAM = "docker";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** {@code docker}, {@code --host}, and where. */
  private static final int WORDS = 3;

  /**
   * The one that {@code sandbox/container/engine} finds.
   *
   * @throws IllegalStateException when none answers, or it is no Docker
   * @throws firedrill.guard.GuardRefusal when it is not one of this machine
   */
  public static Engine find(Path checkout) {
    Command.Result found =
        attempt(
            List.of(checkout.resolve("sandbox/container/engine").toString()),
            environment(Map.of()),
            PATIENCE,
            "");
    if (!found.ok()) {
      throw new IllegalStateException(found.output().strip());
    }
    return said(found.out().lines().toList());
  }

  /** What {@code sandbox/container/engine} has printed. */
  static Engine said(List<String> words) {
    if (words.size() != WORDS || !PROGRAM.equals(words.get(0)) || !"--host".equals(words.get(1))) {
      throw new IllegalStateException(
          "k3d needs Docker, and what answers here is " + String.join(" ", words));
    }
    return new Engine(DockerHosts.require(words.get(2)));
  }

  /**
   * Runs a command of Docker's.
   *
   * @return what it printed, without the last end of line
   * @throws IllegalStateException with what Docker said when it fails
   */
  public String run(String... words) {
    Command.Result result = attempt(List.of(words), "");
    if (!result.ok()) {
      throw new IllegalStateException("docker " + words[0] + " failed: " + result.output().strip());
    }
    return result.out().strip();
  }

  /** The same for a list. */
  public String run(List<String> words) {
    return run(words.toArray(String[]::new));
  }

  /**
   * Runs one that may fail.
   *
   * @param input at most 64 KiB
   */
  public Command.Result attempt(List<String> words, String input) {
    return attempt(command(words), environment(Map.of()), PATIENCE, input);
  }

  /** The whole command line of one of Docker's commands. */
  public List<String> command(List<String> words) {
    List<String> all = new ArrayList<>(List.of(PROGRAM, "--host", host));
    all.addAll(words);
    return all;
  }

  /**
   * Runs another program that drives this engine.
   *
   * @param more added to its environment
   */
  public Command.Result program(List<String> command, Map<String, String> more, Duration limit) {
    Map<String, String> all = new HashMap<>(Map.of("DOCKER_HOST", host));
    all.put("DOCKER_SOCK", host.substring("unix://".length()));
    all.putAll(more);
    return attempt(command, environment(all), limit, "");
  }

  /** Containers, running or not, that carry a label; whole ids. */
  public List<String> containers(String label) {
    return run("ps", "--all", "--quiet", "--no-trunc", "--filter", "label=" + label)
        .lines()
        .toList();
  }

  /** What a command of Docker's gets to see: nothing that leads to another engine. */
  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(Map.of("LC_ALL", "C"));
    for (String name : List.of("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "TMPDIR")) {
      String value = System.getenv(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    all.putAll(more);
    return all;
  }

  private static Command.Result attempt(
      List<String> command, Map<String, String> environment, Duration limit, String input) {
    try {
      return Command.run(command, Path.of("/"), environment, limit, input);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }
}
