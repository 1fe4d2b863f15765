package firedrill.provider.container;

import firedrill.ground.Prepared;
import firedrill.guard.DockerHosts;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The image that labs' containers are made of; the scripts in {@code sandbox/container} know how.
 *
 * @param checkout of firedrill
 */
record ContainerImage(Path checkout) {

  /** Of every image that {@code sandbox/container/image} makes. */
  private static final String LABEL = "firedrill.sandbox";

  private static final Duration LIMIT = Duration.ofMinutes(20);

  /** What the engine's own command and the package manager go by. */
  private static final List<String> PASSED_ON =
      List.of(
          "PATH",
          "HOME",
          "DOCKER_HOST",
          "DOCKER_CONFIG",
          "DOCKER_CONTEXT",
          "CONTAINER_HOST",
          "CONTAINER_CONNECTION",
          "XDG_RUNTIME_DIR",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy");

  /**
   * Makes it unless the engine has it; needs a registry or Debian's mirror.
   *
   * @throws ToolException when no engine answers, or it cannot be made
   * @throws firedrill.guard.GuardRefusal when the engine is not one of this machine
   */
  void make(Consumer<String> progress) {
    List<String> engine = engine(run(script("engine")));
    String name = run(script("image"));
    if (!attempt(words(engine, "image", "inspect", name)).ok()) {
      progress.accept("making the image " + name + " for containers once: a minute or more");
      run(script("image"), "--build");
    }
  }

  /** Those of all checkouts; none where no engine answers. */
  List<Prepared> all() {
    Command.Result found = attempt(List.of(script("engine")));
    if (!found.ok()) {
      return List.of();
    }
    List<String> engine = engine(found.out().strip());
    String own = run(script("image"));
    Set<String> names = new TreeSet<>();
    attempt(
            words(
                engine,
                "images",
                "--filter",
                "label=" + LABEL,
                "--format",
                "{{.Repository}}:{{.Tag}}"))
        .out()
        .lines()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    return names.stream().map(name -> prepared(engine, name, name.endsWith(own))).toList();
  }

  /** False when a container is made of it. */
  boolean remove(Prepared image) {
    return attempt(words(engine(run(script("engine"))), "rmi", image.name())).ok();
  }

  private Prepared prepared(List<String> engine, String name, boolean needed) {
    String[] said =
        attempt(words(engine, "image", "inspect", "--format", "{{.Size}} {{.Created}}", name))
            .out()
            .strip()
            .split(" ", 2);
    // Podman writes times in a form of its own.
    Instant made = said[1].contains("T") ? Instant.parse(said[1]) : Instant.EPOCH;
    return new Prepared(name, Long.parseLong(said[0]), made, needed);
  }

  /**
   * A program with the one socket that it is to ask, which the guard looks at, or one that is told
   * to ask nobody: alone it goes where its own settings lead.
   */
  static List<String> engine(String said) {
    List<String> engine = said.lines().toList();
    boolean withSocket = engine.size() == 3 && SOCKET.contains(engine.get(1));
    if (!HERE.equals(engine) && (!withSocket || engine.get(0).startsWith("-"))) {
      throw new ToolException(
          "the engine is no program with the socket that it asks, nor " + String.join(" ", HERE));
    }
    if (withSocket) {
      DockerHosts.require(engine.get(2));
    }
    return engine;
  }

  /** It works by itself, whatever its settings say (podman(1)). */
  private static final List<String> HERE = List.of("podman", "--remote=false");

  private static final Set<String> SOCKET = Set.of("--host", "--url");

  private static List<String> words(List<String> engine, String... more) {
    List<String> command = new ArrayList<>(engine);
    command.addAll(List.of(more));
    return command;
  }

  private String script(String name) {
    return checkout.resolve("sandbox/container").resolve(name).toString();
  }

  private String run(String... command) {
    Command.Result result = attempt(List.of(command));
    if (!result.ok()) {
      throw new ToolException(result.output().strip());
    }
    return result.out().strip();
  }

  private Command.Result attempt(List<String> command) {
    Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C"));
    PASSED_ON.stream()
        .filter(name -> System.getenv(name) != null)
        .forEach(name -> environment.put(name, System.getenv(name)));
    try {
      return Command.run(command, checkout, environment, LIMIT);
    } catch (IOException | TimeoutException e) {
      throw new ToolException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    }
  }
}
