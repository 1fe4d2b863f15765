package firedrill.guard;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the guard knows of the person at the keyboard.
 *
 * @param home the user's home directory, absolute and without {@code ..}
 * @param environment the process environment, read for what to protect, never for where to connect
 */
public record GuardSettings(Path home, Map<String, String> environment) {
  /** Property of another stop file, which stops as well. */
  static final String STOP = "firedrill.stop";

  /** A home that only a shell knows, a variable, a quote, a pattern, or an address. */
  private static final Pattern NO_PATH =
      Pattern.compile("^~|[$\"'`*?{}\\[\\]\\\\]|^[A-Za-z][A-Za-z0-9+.-]*:");

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
   * The same file in other homes of the same person: the account's, and that of who called sudo;
   * the one that {@value #STOP} names, and in a container the one that tells of those outside.
   */
  List<Path> otherStopFiles() {
    Set<Path> others = new LinkedHashSet<>();
    homes().forEach(other -> others.add(other.resolve(".firedrill").resolve("STOP")));
    others.remove(stopFile());
    String named = System.getProperty(STOP, "");
    if (!named.isBlank()) {
      others.add(named(named));
    }
    String told = LabView.told(environment);
    if (told.startsWith("/")) {
      others.add(path(told).normalize());
    }
    others.removeIf(stop -> stop.getParent() == null);
    return List.copyOf(others);
  }

  /** No shell has read it: what only a shell understands is a file that nobody would put there. */
  private Path named(String text) {
    String plain = text.startsWith("~/") ? home + text.substring(1) : text;
    if (!plain.equals(plain.strip()) || NO_PATH.matcher(plain).find()) {
      throw new GuardRefusal(
          "everything",
          "nobody can tell whether the stop file exists: -D" + STOP + " is no plain path",
          "give that property the absolute path of a file, or leave it out");
    }
    Path stop = path(plain).toAbsolutePath().normalize();
    String unseen =
        new Looks().anywhere("everything", () -> LabView.fault(stop, home, environment));
    if (unseen != null) {
      throw new GuardRefusal(
          "everything",
          "the stop file " + Shown.text(stop.toString()) + " would not be seen: " + unseen,
          "let -D" + STOP + " name a file below ~/.firedrill, or leave it out");
    }
    return stop;
  }

  /**
   * All homes of the person at the keyboard: what HOME says, the account's, and those of whoever
   * called {@code sudo}, {@code doas} or {@code pkexec}. Not each of them need exist.
   */
  Set<Path> homes() {
    Set<Path> homes = new LinkedHashSet<>();
    homes.add(home);
    for (String named :
        new String[] {
          System.getProperty("user.home"), environment.get("HOME"), environment.get("SUDO_HOME")
        }) {
      if (named != null && named.startsWith("/")) {
        homes.add(path(named).normalize());
      }
    }
    Accounts accounts = Accounts.now();
    for (String caller : List.of("SUDO_USER", "SUDO_UID", "DOAS_USER", "PKEXEC_UID")) {
      homes.addAll(accounts.homesOf(environment.getOrDefault(caller, "")));
    }
    for (String caller : List.of("SUDO_USER", "DOAS_USER")) {
      String name = environment.getOrDefault(caller, "");
      if (name.matches("[a-z_][a-z0-9_.-]{0,31}")) {
        homes.add(path("/home/" + name));
        homes.add(path("/Users/" + name));
      }
      homes.addAll(Accounts.usualHomesOf(name));
    }
    homes.remove(Path.of("/"));
    homes.add(home);
    return homes;
  }

  /**
   * Looks for the stop file of the person at the keyboard; for what is started without a guard.
   *
   * @throws GuardRefusal while it exists, or while nobody can tell
   */
  public static void requireNotStopped() {
    system().requireNoStopFile();
  }

  /**
   * Looks for a stop file that is kept elsewhere.
   *
   * @throws GuardRefusal while it exists, or while nobody can tell
   */
  public static void requireAbsent(Path stopFile) {
    Given.require("the stop file", stopFile);
    Path stop = stopFile.toAbsolutePath().normalize();
    new Looks().anywhere("everything", () -> StopFile.requireAbsent(stop));
  }

  void requireNoStopFile() {
    new Looks().anywhere("everything", this::look);
  }

  private void look() {
    StopFile.requireAbsent(stopFile());
    otherStopFiles().forEach(StopFile::requireAbsentElsewhere);
  }

  private static Path path(String home) {
    try {
      return Path.of(home);
    } catch (InvalidPathException e) {
      throw new GuardRefusal("home directory " + Shown.text(home), "it is no path", REMEDY);
    }
  }
}
