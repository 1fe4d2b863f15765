package firedrill.ground.container;

import firedrill.guard.DockerHosts;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The image that labs' containers are made of; the scripts in {@code sandbox/container} know how.
 *
 * @param checkout of firedrill
 */
record ContainerImage(Path checkout) {

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
    List<String> engine = run(script("engine")).lines().toList();
    engine.stream().filter(word -> word.contains("://")).forEach(DockerHosts::require);
    String name = run(script("image"));
    List<String> look = new ArrayList<>(engine);
    look.addAll(List.of("image", "inspect", name));
    if (!attempt(look).ok()) {
      progress.accept("making the image " + name + " for containers once: a minute or more");
      run(script("image"), "--build");
    }
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
