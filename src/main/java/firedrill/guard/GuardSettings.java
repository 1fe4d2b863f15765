package firedrill.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the guard knows of the person at the keyboard.
 *
 * @param home the user's home directory, absolute and without {@code ..}
 * @param environment the process environment, read for what to protect, never for where to connect
 */
public record GuardSettings(Path home, Map<String, String> environment) {
  private static final String REMEDY = "set HOME to the absolute path of your home directory";

  public GuardSettings {
    if (home == null || !home.isAbsolute()) {
      throw new GuardRefusal(
          "home directory " + Shown.text(String.valueOf(home)), "it is no absolute path", REMEDY);
    }
    for (Path step : home) {
      // What is above a link is not what its name says.
      if (step.toString().equals("..")) {
        throw new GuardRefusal(
            "home directory " + Shown.text(home.toString()), "it goes upwards", REMEDY);
      }
    }
    home = home.normalize();
    if (environment == null
        || environment.entrySet().stream()
            .anyMatch(e -> e.getKey() == null || e.getValue() == null)) {
      throw new GuardRefusal("environment of this process", "it is missing in part", REMEDY);
    }
    environment = Map.copyOf(environment);
  }

  /**
   * HOME wins over user.home: inside a user namespace the JVM believes to be root and looks root's
   * home up, while HOME still names the real one.
   */
  public static GuardSettings system() {
    return of(System.getenv(), System.getProperty("user.home", ""));
  }

  static GuardSettings of(Map<String, String> environment, String userHome) {
    String home = environment.get("HOME");
    return new GuardSettings(path(home == null || home.isBlank() ? userHome : home), environment);
  }

  /** While this file exists, nothing is touched. */
  public Path stopFile() {
    return home.resolve(".firedrill").resolve("STOP");
  }

  /**
   * The same file in other homes of the same person: the account's, and that of who called sudo.
   */
  List<Path> otherStopFiles() {
    Set<Path> homes = new LinkedHashSet<>();
    String account = System.getProperty("user.home", "");
    if (account.startsWith("/")) {
      homes.add(path(account).normalize());
    }
    for (String caller : List.of("SUDO_USER", "DOAS_USER")) {
      String name = environment.getOrDefault(caller, "");
      if (name.matches("[a-z_][a-z0-9_.-]{0,31}")) {
        homes.add(Path.of("/home", name));
        homes.add(Path.of("/Users", name));
      }
    }
    homes.remove(home);
    return homes.stream().map(other -> other.resolve(".firedrill").resolve("STOP")).toList();
  }

  /**
   * Looks for the stop file of the person at the keyboard; for what is started without a guard.
   *
   * @throws GuardRefusal while it exists, or while nobody can tell
   */
  public static void requireNotStopped() {
    system().requireNoStopFile();
  }

  void requireNoStopFile() {
    new Looks().anywhere("everything", this::look);
  }

  private void look() {
    StopFile.requireAbsent(stopFile());
    otherStopFiles().forEach(StopFile::requireNotSeen);
  }

  private static Path path(String home) {
    try {
      return Path.of(home);
    } catch (InvalidPathException e) {
      throw new GuardRefusal("home directory " + Shown.text(home), "it is no path", REMEDY);
    }
  }
}
