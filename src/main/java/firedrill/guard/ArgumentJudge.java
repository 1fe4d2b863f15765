package firedrill.guard;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Of an argument: a path of the user's home is none of the lab's, unless it is protected. */
final class ArgumentJudge implements WayJudge {
  /** What a shell, or a program like one, takes for other characters than these. */
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\\\]");

  private final HostNames names;
  private final ProtectedPaths paths;
  private final Path home;

  /**
   * @param home the run's own directory, real
   */
  ArgumentJudge(HostNames names, ProtectedPaths paths, Path home) {
    this.names = names;
    this.paths = paths;
    this.home = home;
  }

  @Override
  public void host(String host) {
    try {
      names.require(host);
    } catch (GuardRefusal e) {
      throw refuse("its address is not in the lab");
    }
  }

  @Override
  public void place(String path) {
    if (path.startsWith("~")) {
      throw refuse("it names the user's own home");
    }
    if (!path.startsWith("//") && GLOB.matcher(path).find()) {
      throw refuse("which paths it stands for is decided elsewhere");
    }
    Path real;
    try {
      real = paths.require(SettingValue.path("argument", path));
    } catch (GuardRefusal e) {
      throw refuse("a path in it is protected, or nobody can look at it");
    }
    if (!real.startsWith(home) && paths.holdsPlace(real)) {
      throw refuse("a protected place lies in a folder that it names");
    }
  }

  @Override
  public GuardRefusal refuse(String why) {
    return new GuardRefusal("an argument of a program", why, "let it name an address of the lab");
  }
}
