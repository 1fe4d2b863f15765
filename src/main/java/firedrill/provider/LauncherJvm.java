package firedrill.provider;

import firedrill.ground.LabJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JVM that a launcher of {@code sandbox/launcher} starts, and what it is told by it. */
public final class LauncherJvm {

  private static final String LAB_DIRECTORY = "FIREDRILL_LAB_DIR";

  private LauncherJvm() {}

  /**
   * @param launcher called in place of java
   * @param labs the folder its labs lie in
   * @param arguments java's own, a main class, and its arguments
   */
  public static LabJvm of(Path launcher, Path labs, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(arguments);
    return new LabJvm(
        command,
        Map.of(
            LAB_DIRECTORY,
            labs.toString(),
            "FIREDRILL_JAVA",
            Path.of(System.getProperty("java.home"), "bin/java").toString()));
  }

  /** Where this JVM's labs lie; empty when no launcher has started it. */
  public static Optional<Path> labDirectory() {
    return Optional.ofNullable(System.getenv(LAB_DIRECTORY)).map(Path::of);
  }
}
