package firedrill.guard;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a variable of each kind may say. */
final class SettingValue {
  private static final Pattern NAME = Pattern.compile("_?[A-Za-z][A-Za-z0-9_]{0,127}");
  // https://man7.org/linux/man-pages/man2/execve.2.html: 32 pages for one string.
  static final int LONGEST = 128 << 10;

  /** PATH_MAX of Linux. */
  private static final int LONGEST_PATH = 4096;

  /** Of the lab's services; Vault's clients take a path of a socket, too. */
  private static final Set<String> WEB = Set.of("http", "https");

  private static final Set<String> LINKS = Set.of("tcp", "udp");

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private static final int LAST_PORT = 65535;

  /** Where an address ends in {@code jdbc:…}, {@code s3:…} or {@code rest:…}. */
  private static final Pattern PREFIX = Pattern.compile("(jdbc|s3|rest):(?=[a-z]+://)");

  /** Programs go by how it begins, so nothing stands before it and no other one behind. */
  private static final Pattern ONE_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+://(?!.*://).*");

  private static final Pattern EVERYWHERE =
      Pattern.compile("://([^/@]*@)?(0\\.0\\.0\\.0|\\[::\\])(?![0-9A-Za-z.])");

  /** Anything at all may stand in them, and nobody connects by them. */
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET_ACCESS_KEY)");

  /** Of a person or a database; PostgreSQL has no longer ones. */
  private static final Pattern WORD = Pattern.compile("[^=:/\\\\\\s'\"]{0,63}");

  private static final String REMEDY =
      "leave the variable out, or let it name an address of the lab or a file of the run; a setting"
          + " that leads nowhere is declared by its name first";

  private final HostNames names;
  private final ProtectedPaths paths;
  private final Path home;
  private final OwnFiles files;
  private final ArgumentJudge arguments;

  /**
   * @param home the run's own directory, real
   */
  SettingValue(HostNames names, ProtectedPaths paths, Path home) {
    this.names = names;
    this.paths = paths;
    this.home = home;
    this.files = new OwnFiles(paths, home, this::requireAddress);
    this.arguments = new ArgumentJudge(names, paths, home);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isPort(String value) {
    int port = PORT.matcher(value).matches() ? Integer.parseInt(value) : 0;
    return port > 0 && port <= LAST_PORT;
  }

  /** A setting leads nowhere: what looks like an address or a path is looked at all the same. */
  void requirePlain(String name, String value) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (SECRET.matcher(upper).matches()) {
      return;
    }
    require(
        Variables.isClosed(upper, value), name, "with that word its program asks somebody outside");
    boolean login = Variables.isLogin(upper);
    require(!login || WORD.matcher(value).matches(), name, "it is no plain name");
    Ways.judge(value, paths.spellings(), false, !upper.equals("NO_PROXY"), of(name));
  }

  private WayJudge of(String name) {
    return new WayJudge() {
      @Override
      public void host(String host) {
        try {
          names.require(host);
        } catch (GuardRefusal e) {
          // Whatever was taken for a host may be part of a secret.
          throw refusal(name, "its address is not in the lab");
        }
      }

      @Override
      public void place(String path) {
        require(!path.startsWith("~"), name, "it names the user's own home");
        requireNotHome(name, SettingValue.this.place(name, path));
      }

      @Override
      public GuardRefusal refuse(String why) {
        return refusal(name, why);
      }
    };
  }

  /** The real path. A secret may look like one, so the text of a path is never shown. */
  Path place(String name, String value) {
    Path path = path(name, value);
    try {
      return paths.require(path);
    } catch (GuardRefusal e) {
      throw refusal(name, "a path in it is protected, or nobody can look at it");
    }
  }

  /** The same of a folder that is not to be the user's. */
  void ownPlace(String name, String value) {
    requireNotHome(name, place(name, value));
  }

  /** Of a home of the user's, only the run's own directory is the lab's. */
  private void requireNotHome(String name, Path real) {
    require(
        real.startsWith(home) || !paths.isInHome(real),
        name,
        "it is in the user's home, and not in the run's directory");
  }

  /** A host alone, or a URL of one; what reads a host does not look for a port in it. */
  void requireAddress(String name, String value) {
    boolean several = value.startsWith("/") || value.contains(",");
    if (several && name.equalsIgnoreCase("PGHOST")) {
      // https://www.postgresql.org/docs/current/libpq-connect.html: folders of unix sockets, hosts.
      for (String part : value.split(",", -1)) {
        if (part.startsWith("/")) {
          files.require(name, part);
        } else {
          requireHost(name, part);
        }
      }
      return;
    }
    if (!value.contains("://")) {
      requireHost(name, value);
      return;
    }
    requireUrl(name, value, WEB);
  }

  private void requireUrl(String name, String value, Set<String> schemes) {
    require(
        !Variables.isHost(name.toUpperCase(Locale.ROOT)),
        name,
        "its address is not in the lab: it is no host alone");
    URI uri;
    try {
      uri = new URI(value);
    } catch (URISyntaxException e) {
      throw refusal(name, "its address is not in the lab");
    }
    String path = uri.getRawPath();
    if (uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw refusal(name, "its address is not in the lab: it says more than scheme, host and port");
    }
    if (!schemes.contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
        || uri.getPort() == 0
        || uri.getPort() > 65535) {
      throw refusal(name, "its address is not in the lab: no client of the lab calls it so");
    }
    if (uri.getRawUserInfo() != null || uri.getHost() == null) {
      throw refusal(name, "its address is not in the lab: it has no plain host");
    }
    requireHost(name, uri.getHost());
  }

  private void requireHost(String name, String host) {
    try {
      names.require(host);
    } catch (GuardRefusal e) {
      // What was taken for a host may be part of a secret.
      GuardRefusal why = new GuardRefusal("its address", e.why(), e.remedy());
      throw new GuardRefusal(
          "environment variable " + name, "its address is not in the lab", REMEDY, why);
    }
  }

  void requireLink(String name, String value) {
    if (isPort(value)) {
      return;
    }
    require(value.matches("(tcp|udp)://.*"), name, "it is neither a port nor a link");
    requireUrl(name, value, LINKS);
  }

  void requireAll(String name, String value) {
    for (String part : value.split("[\\s,]+", -1)) {
      String plain = PREFIX.matcher(part).replaceFirst("");
      if (plain.startsWith("/")) {
        files.require(name, plain);
        continue;
      }
      boolean isUrl = ONE_URL.matcher(plain).matches();
      require(
          isUrl || !plain.contains("://"),
          name,
          "its address is not in the lab: it is not one URL");
      String url = isUrl ? plain : "http://" + plain;
      require(
          url.indexOf('?') < 0 && url.indexOf('#') < 0,
          name,
          "its address carries a query or a fragment");
      require(!url.matches("[^:]*:///.*|.*://"), name, "its address is not in the lab: it is none");
      require(
          !EVERYWHERE.matcher(url).find(),
          name,
          "its address is not in the lab: only a server has that one");
      Ways.judge(url, paths.spellings(), false, true, of(name));
    }
  }

  /**
   * One word of a command that the lab types. What it is said to be signed in as is no address.
   *
   * @throws GuardRefusal for whatever leads out of the lab, or to a protected place
   */
  void requireArgument(String argument) {
    if (argument == null || argument.indexOf('\0') >= 0) {
      throw arguments.refuse("it is missing or holds a NUL");
    }
    if (argument.length() > LONGEST) {
      throw arguments.refuse("it is longer than " + LONGEST + " characters");
    }
    Ways.judge(argument, paths.spellings(), true, true, arguments);
  }

  /**
   * The value of an option that names a host, as the word behind it.
   *
   * @throws GuardRefusal for what is no host of the lab's
   */
  void requireHostWord(String option, String value) {
    boolean help = option.length() == 2 && !WayForms.isSpelt(value);
    if (!help) {
      requireArgument("host=" + value);
    }
  }

  /** A file of the run's own, and what a client finds in it. */
  void requireOwnFile(String name, String upper, String value) {
    files.require(name, upper, value);
  }

  /** Where clients look below a home of the lab's. */
  void requireOwnClients(String name, Path folder) {
    files.requireHome(name, folder);
  }

  static Path path(String name, String value) {
    require(value.length() <= LONGEST_PATH, name, "it is longer than any path");
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw refusal(name, "it is no path");
    }
  }

  static void require(boolean holds, String name, String why) {
    if (!holds) {
      throw refusal(name, why);
    }
  }

  static GuardRefusal refusal(String name, String why) {
    String shown = name == null ? "null" : "of " + name.length() + " characters";
    return new GuardRefusal(
        "environment variable " + (name != null && isName(name) ? name : shown), why, REMEDY);
  }
}
