package firedrill.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the lab may put into the environment of a child process, which inherits nothing. The names
 * are an allow-list, since any other variable may send some client somewhere; what a variable of
 * the list may say depends on its kind.
 */
public final class ChildEnvironment {
  private static final Pattern PROTOCOL = Pattern.compile("tcp|udp");

  private static final int ANYBODY_WRITES = 0002;

  /** Nobody renames or deletes there what is another's (inode(7)). */
  private static final int STICKY = 01000;

  /** What means something else to a child than to this process. */
  private static final Pattern OF_CHILD = Pattern.compile("/+(\\./+)*(proc|dev/+fd)(/|$)");

  /** Folders in which nobody keeps anything, and not everybody can: fine as a home. */
  private static final Set<Path> EMPTY_HOMES =
      Set.of(Path.of("/"), Path.of("/nonexistent"), Path.of("/var/empty"));

  private final Guard guard;
  private final Path home;
  private final ProtectedPaths paths;
  private final Path hosts;
  private final Set<String> declared;
  private final SettingValue values;

  /**
   * @param home the run's own directory; a kubeconfig or credentials file must lie in it
   */
  public ChildEnvironment(Guard guard, Path home) {
    this(guard, home, HostNames.FILE);
  }

  /**
   * @param hosts the file in which the child looks names up
   */
  ChildEnvironment(Guard guard, Path home, Path hosts) {
    this(guard, places(guard), home, hosts, Set.of());
  }

  private static ProtectedPaths places(Guard guard) {
    Given.require("the environment of a child", guard);
    return new ProtectedPaths(guard.settings());
  }

  private ChildEnvironment(
      Guard guard, ProtectedPaths paths, Path home, Path hosts, Set<String> declared) {
    this.guard = guard;
    this.home = paths.require(home);
    this.paths = paths.owning(home, this.home);
    if (paths.holdsHome(this.home)) {
      throw new GuardRefusal(
          "the run's directory " + Shown.text(String.valueOf(home)),
          "the user's own home lies in it",
          "give a directory of the run's own");
    }
    this.hosts = hosts;
    this.declared = declared;
    this.values = new SettingValue(new HostNames(guard, hosts), this.paths, this.home);
  }

  /**
   * The same, for programs with settings of their own.
   *
   * @param names of variables that no client takes its way from
   * @throws GuardRefusal for a name whose meaning is known
   */
  public ChildEnvironment allowing(String... names) {
    Set<String> all = new HashSet<>(declared);
    for (String name : names == null ? new String[] {null} : names) {
      if (name == null
          || !SettingValue.isName(name)
          || Redirecting.why(name.toUpperCase(Locale.ROOT)) != null
          || Redirecting.isOfClient(name.toUpperCase(Locale.ROOT))
          || Variables.kind(name.toUpperCase(Locale.ROOT)) != Variables.Kind.UNKNOWN) {
        throw SettingValue.refusal(name, "it cannot be declared harmless: it has a meaning");
      }
      all.add(name);
    }
    return new ChildEnvironment(guard, paths, home, hosts, Set.copyOf(all));
  }

  /**
   * Checks the words of a command that the lab types.
   *
   * @throws GuardRefusal when one of them leads out of the lab, or to a protected place
   */
  public void requireArguments(List<String> arguments) {
    guard.requireRunning();
    if (arguments == null) {
      throw SettingValue.refusal(null, "there are no arguments at all");
    }
    arguments.forEach(values::requireArgument);
    for (int i = 1; i < arguments.size(); i++) {
      if (WayForms.HOST_OPTION.matcher(arguments.get(i - 1)).matches()) {
        values.requireHostWord(arguments.get(i - 1), arguments.get(i));
      }
    }
  }

  /**
   * Checks all that a child is given. Several names are judged together: a token needs its address
   * beside it.
   *
   * @throws GuardRefusal naming the variable that points outside
   */
  public void require(Map<String, String> given) {
    guard.requireRunning();
    if (given == null) {
      throw SettingValue.refusal(null, "there are none at all");
    }
    given.forEach((name, value) -> require(name, value, given));
  }

  private void require(String name, String value, Map<String, String> all) {
    if (name == null || !SettingValue.isName(name)) {
      throw SettingValue.refusal(name, "that is no name of a variable");
    }
    if (value == null || value.indexOf('\0') >= 0 || value.length() > SettingValue.LONGEST) {
      throw SettingValue.refusal(name, "its value is missing, holds a NUL or is too long");
    }
    String upper = name.toUpperCase(Locale.ROOT);
    switch (upper) {
      case "DOCKER_HOST" -> DockerHosts.require(value);
      case "LIBVIRT_DEFAULT_URI" -> LibvirtUris.require(value);
      case "PATH" -> requirePath(name, value);
      case "HOME" -> requireOtherHome(name, value);
      case "TMPDIR" -> requireFolder(name, value);
      default -> requireKind(name, upper, value, all);
    }
  }

  private void requireKind(String name, String upper, String value, Map<String, String> all) {
    String why = Redirecting.why(upper);
    if (why != null) {
      throw SettingValue.refusal(name, why);
    }
    requireCompany(name, upper, all);
    switch (Variables.kind(upper)) {
      case PLAIN -> values.requirePlain(name, value);
      case ADDRESS -> values.requireAddress(name, value);
      case NUMBER -> SettingValue.require(SettingValue.isPort(value), name, "it is no port");
      case PROTOCOL ->
          SettingValue.require(PROTOCOL.matcher(value).matches(), name, "it is no protocol");
      case LINK -> values.requireLink(name, value);
      case OWN_FILE -> values.requireOwnFile(name, upper, value);
      case LISTS -> values.requireAll(name, value);
      case UNKNOWN -> {
        // Exactly as declared: another spelling is another variable.
        boolean known = declared.contains(name) || Company.isCredential(upper);
        SettingValue.require(known, name, "no variable of that name is allowed");
        values.requirePlain(name, value);
      }
    }
  }

  /** Credentials go where the address beside them points, and without one to the real place. */
  private static void requireCompany(String name, String upper, Map<String, String> all) {
    String missing = Company.missing(upper, all.keySet());
    if (missing != null) {
      throw SettingValue.refusal(name, missing);
    }
  }

  private void requirePath(String name, String value) {
    for (String part : value.split(":", -1)) {
      SettingValue.require(
          part.startsWith("/") && !OF_CHILD.matcher(part).lookingAt(),
          name,
          "it looks for programs where the child happens to be");
      Path real = values.place(name, part);
      SettingValue.require(
          !new Looks().<Boolean>anywhere("environment variable " + name, () -> isAnybodys(real)),
          name,
          "anybody may put programs into a folder in it");
    }
  }

  /**
   * Whether everybody may put a program into it, or another folder in its place. Where a folder is
   * like /tmp, they may not take away what is there, but put in what is not.
   */
  private static boolean isAnybodys(Path folder) {
    boolean isMissing = true;
    for (Path at = folder; at != null; at = at.getParent()) {
      try {
        int mode = (Integer) Files.getAttribute(at, "unix:mode");
        if ((mode & ANYBODY_WRITES) != 0 && (isMissing || (mode & STICKY) == 0)) {
          return true;
        }
        isMissing = false;
      } catch (IOException e) {
        isMissing = true;
      }
    }
    return false;
  }

  private void requireFolder(String name, String value) {
    SettingValue.require(
        value.startsWith("/") && !OF_CHILD.matcher(value).lookingAt(),
        name,
        "it is no absolute path");
    values.ownPlace(name, value);
  }

  /** As the kernel would find it: a link to the user's home is the user's home. */
  private void requireOtherHome(String name, String value) {
    SettingValue.require(value.startsWith("/"), name, "it is no absolute path");
    Path real = values.place(name, value);
    if (real.startsWith(home)) {
      values.requireOwnClients(name, real);
      return;
    }
    if (EMPTY_HOMES.contains(real) && !paths.isVeryHome(real)) {
      OwnFiles.requireNoClients(name, real);
      return;
    }
    if (paths.isHome(real)) {
      throw SettingValue.refusal(
          name, "it is the user's own home, where kubeconfigs and tokens lie");
    }
    throw SettingValue.refusal(name, "it is not in the run's directory");
  }
}
