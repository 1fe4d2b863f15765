package firedrill.guard;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the guard knows of the person at the keyboard.
 *
 * @param home the user's home directory
 * @param environment the process environment, read for what to protect, never for where to connect
 */
public record GuardSettings(Path home, Map<String, String> environment) {

  public GuardSettings {
    home = home.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  /**
   * HOME wins over user.home: inside a user namespace the JVM believes to be root and looks root's
   * home up, while HOME still names the real one.
   */
  public static GuardSettings system() {
    Map<String, String> environment = System.getenv();
    String home = environment.get("HOME");
    if (home == null || home.isBlank()) {
      home = System.getProperty("user.home");
    }
    return new GuardSettings(Path.of(home), environment);
  }

  /** While this file exists, nothing is touched. */
  public Path stopFile() {
    return home.resolve(".firedrill").resolve("STOP");
  }
}
