package firedrill.guard;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a variable of each kind may say. */
final class SettingValue {
  /** As a server says that it listens at every address of its own. */
  private static final String EVERYWHERE = "0.0.0.0";

  private static final Pattern NAME = Pattern.compile("_?[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");

  /** Where an address ends in {@code jdbc:…}, {@code s3:…} or {@code rest:…}. */
  private static final Pattern PREFIX = Pattern.compile("(jdbc|s3|rest):(?=[a-z]+://)");

  private static final Pattern URLS =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s,;=\"'`|&<>(){}]*");

  /** Wherever in a setting a path may begin: after anything that is no part of one. */
  private static final Pattern PATHS =
      Pattern.compile("(?<![A-Za-z0-9._~%+/-])[/~][^\\s,;:=\"'`|&<>(){}]*");

  /** What a shell makes of it, or where the child happens to be, decides where that leads. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("\\$\\{?(HOME|XDG_)|(?<![A-Za-z0-9._/-])\\.\\./");

  /**
   * As libpq reads a database's name with an equals sign in it, and so do programs that copy it.
   */
  private static final Pattern CONNINFO =
      Pattern.compile(
          "(?i)(?<![a-z0-9_.-])(host|hostaddr)\\s*=\\s*'?([^\\s,;&'\"]*)"
              + "|(?<![a-z0-9_.-])(service|servicefile|passfile)\\s*=");

  /** An address without anything before it; of a network only what is beside it would tell. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?<![0-9A-Za-z.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9A-Za-z]|\\.[0-9]|/[0-9]{1,2}(?![0-9.]))");

  /** What may be an address of version 6, in brackets or not. */
  private static final Pattern LITERAL_6 =
      Pattern.compile(
          "(?<![0-9A-Za-z.:])[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z.:]|/[0-9]{1,3}(?![0-9.]))");

  /** A name with dots and a port, or one behind a login, as {@code ssh} and {@code git} take it. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![A-Za-z0-9._/-])(?:([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+):[0-9]{1,5}(?![A-Za-z0-9.])"
              + "|[A-Za-z0-9_.-]+@([A-Za-z0-9_.-]+):)");

  /** Anything at all may stand in them, and nobody connects by them. */
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET_ACCESS_KEY)");

  /** Of a person or a database; PostgreSQL has no longer ones. */
  private static final Pattern WORD = Pattern.compile("[^=:/\\\\\\s'\"]{0,63}");

  private static final String REMEDY =
      "leave the variable out, or let it name an address of the lab or a file of the run; a setting"
          + " that leads nowhere is declared with ChildEnvironment.allowing(name)";

  private final HostNames names;
  private final ProtectedPaths paths;
  private final Path home;

  /**
   * @param home the run's own directory, real
   */
  SettingValue(HostNames names, ProtectedPaths paths, Path home) {
    this.names = names;
    this.paths = paths;
    this.home = home;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isPort(String value) {
    return PORT.matcher(value).matches();
  }

  /** A setting leads nowhere: what looks like an address or a path is looked at all the same. */
  void requirePlain(String name, String value) {
    if (SECRET.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
      return;
    }
    requireNoWay(name, value);
    Matcher url = URLS.matcher(value);
    while (url.find()) {
      requireAll(name, url.group());
    }
    Matcher place = PATHS.matcher(value);
    while (place.find()) {
      require(!place.group().startsWith("~"), name, "it names the user's own home");
      requireNotHome(name, place(name, place.group()));
    }
  }

  /** Forms in which programs take an address or a place out of a setting. */
  private void requireNoWay(String name, String value) {
    boolean login = Variables.isLogin(name.toUpperCase(Locale.ROOT));
    require(!login || WORD.matcher(value).matches(), name, "it is no plain name");
    require(!ELSEWHERE.matcher(value).find(), name, "where it leads is decided elsewhere");
    Matcher said = CONNINFO.matcher(value);
    while (said.find()) {
      require(said.group(2) != null, name, "it names a file of addresses or passwords");
      requireAddress(name, said.group(2));
    }
    Matcher named = NAMED.matcher(value);
    while (named.find()) {
      String host = named.group(1) == null ? named.group(2) : named.group(1);
      if (!host.equals(EVERYWHERE)) {
        requireAddress(name, host);
      }
    }
    Matcher literal = LITERAL.matcher(value);
    while (literal.find() && !name.equalsIgnoreCase("NO_PROXY")) {
      if (!literal.group().equals(EVERYWHERE)) {
        requireAddress(name, literal.group());
      }
    }
    Matcher six = LITERAL_6.matcher(value);
    while (six.find() && !name.equalsIgnoreCase("NO_PROXY")) {
      InetAddress address = HostLiteral.parse(six.group());
      if (address != null && !address.isAnyLocalAddress()) {
        requireAddress(name, "[" + address.getHostAddress() + "]");
      }
    }
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

  /** Of a home of the user's, only the run's own directory is the lab's. */
  private void requireNotHome(String name, Path real) {
    require(
        real.startsWith(home) || !paths.isInHome(real),
        name,
        "it is in the user's home, and not in the run's directory");
  }

  /** A host alone, or a URL of one; what reads a host does not look for a port in it. */
  void requireAddress(String name, String value) {
    if (!value.contains("://")) {
      requireHost(name, value);
      return;
    }
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
    requireInside(name, uri);
  }

  private void requireInside(String name, URI uri) {
    if (uri.getRawUserInfo() != null || uri.getHost() == null) {
      throw refusal(name, "its address is not in the lab: it has no plain host");
    }
    requireHost(name, uri.getHost());
  }

  private void requireHost(String name, String host) {
    try {
      names.require(host);
    } catch (GuardRefusal e) {
      throw new GuardRefusal(
          "environment variable " + name, "its address is not in the lab", REMEDY, e);
    }
  }

  void requireLink(String name, String value) {
    if (isPort(value)) {
      return;
    }
    require(value.matches("(tcp|udp)://.*"), name, "it is neither a port nor a link");
    requireAddress(name, value);
  }

  void requireAll(String name, String value) {
    for (String part : value.split("[ ,]+", -1)) {
      String plain = PREFIX.matcher(part).replaceFirst("");
      if (plain.startsWith("/")) {
        requireOwnFile(name, plain);
        continue;
      }
      try {
        // MinIO's ellipsis in a path or a host is no part of an address.
        URI uri = new URI(plain.contains("://") ? plain : "http://" + plain);
        require(
            uri.getRawQuery() == null && uri.getRawFragment() == null,
            name,
            "its address carries a query or a fragment");
        requireInside(name, uri);
      } catch (URISyntaxException e) {
        throw refusal(name, "its address is not in the lab: it is none");
      }
    }
  }

  /**
   * One word of a command that the lab types. What it is said to be signed in as is no address.
   *
   * @throws GuardRefusal for a URL that leads out of the lab
   */
  void requireArgument(String argument) {
    if (argument == null || argument.indexOf('\0') >= 0) {
      throw argumentRefusal("it is missing or holds a NUL", null);
    }
    Matcher url = URLS.matcher(argument);
    while (url.find()) {
      String host;
      try {
        host = new URI(url.group()).getHost();
      } catch (URISyntaxException e) {
        host = null;
      }
      if (host == null) {
        throw argumentRefusal("its address has no plain host", null);
      }
      try {
        names.require(host);
      } catch (GuardRefusal e) {
        throw argumentRefusal("its address is not in the lab", e);
      }
    }
  }

  private static GuardRefusal argumentRefusal(String why, GuardRefusal cause) {
    return new GuardRefusal(
        "an argument of a program", why, "let it name an address of the lab", cause);
  }

  void requireOwnFile(String name, String value) {
    if (value.contains(":")) {
      throw refusal(name, "it merges several files");
    }
    String outside = "its file is not in the run's directory";
    require(value.startsWith("/"), name, outside);
    boolean inside;
    try {
      inside = paths.require(path(name, value)).startsWith(home);
    } catch (GuardRefusal e) {
      throw refusal(name, outside + ", or protected, or nobody can look at it");
    }
    require(inside, name, outside);
  }

  static Path path(String name, String value) {
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
