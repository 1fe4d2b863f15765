package firedrill.cli;

import firedrill.ground.LabJvm;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.tool.ToolException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The command {@code tools} in the JVM where the sandbox can build its programs.
 *
 * @param jvm starts it
 */
record ElsewhereBuild(LabJvm jvm) {

  /** What a caller says of where things are; beside paths of programs. */
  private static final List<String> PASSED_ON = List.of("firedrill.cache", "drills.dir");

  /** The first time it builds everything. */
  private static final Duration LIMIT = Duration.ofHours(2);

  /** The arguments of a JVM that runs a command of {@link Main} on this one's class path. */
  static List<String> arguments(Path checkout, List<String> command) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Dfiredrill.basedir=" + checkout);
    PASSED_ON.forEach(
        name ->
            Optional.ofNullable(System.getProperty(name))
                .ifPresent(value -> arguments.add("-D" + name + "=" + value)));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("tool."))
        .forEach(name -> arguments.add("-D" + name + "=" + System.getProperty(name)));
    arguments.addAll(List.of("-cp", classPath(), Main.class.getName()));
    arguments.addAll(command);
    return arguments;
  }

  /**
   * What it printed.
   *
   * @throws ToolException with its own words when it fails
   */
  String run(Path checkout) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(jvm.environment());
    try {
      Command.Result result = Command.run(jvm.command(), checkout, environment, LIMIT);
      if (!result.ok()) {
        throw new ToolException(result.output().strip());
      }
      return result.out();
    } catch (IOException | TimeoutException e) {
      throw new ToolException("building programs elsewhere: " + e.getMessage(), e);
    }
  }

  /** Maven runs its own class path, and this project's in a loader of its own. */
  private static String classPath() {
    if (!(Main.class.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    return java.util.Arrays.stream(loader.getURLs())
        .map(ElsewhereBuild::path)
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static String path(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a class path: " + url, e);
    }
  }
}
