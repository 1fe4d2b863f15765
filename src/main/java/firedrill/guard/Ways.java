package firedrill.guard;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What in a text some program may take for a way to a machine, or to a place of this one. Programs
 * cut texts in different ways: where two would see different hosts, the text is refused.
 */
final class Ways {
  /** As a server says that it listens at every address of its own. */
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  /** More is no setting of anything's. */
  private static final int MOST = 256;

  /** Where a word begins, also directly behind an option of one letter. */
  private static final String WORD =
      "(?:(?<![A-Za-z0-9._~%+/@:-])|(?<=(?<![A-Za-z0-9-])-[A-Za-z]))";

  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}+):[/\\\\]{2}");

  private static final Pattern ONE_SLASH =
      Pattern.compile(WORD + "([A-Za-z0-9][A-Za-z0-9._-]*+):/(?![/\\\\])");

  private static final Pattern MODULE =
      Pattern.compile(WORD + "([A-Za-z0-9][A-Za-z0-9._-]*+)::(?=[A-Za-z0-9/])");

  private static final Pattern LOGIN =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]++@([A-Za-z0-9_.-]++|\\[[0-9A-Fa-f:]++\\]):");

  private static final Pattern SHARE =
      Pattern.compile("(?<![\\\\A-Za-z0-9])\\\\\\\\[A-Za-z0-9.-]++\\\\");

  /** Stores that are reached by another client's own settings (restic(1), rclone(1)). */
  private static final Pattern STORE =
      Pattern.compile(
          "(?i)"
              + WORD
              + "(sftp|rclone|b2|gs|azure|swift|s3|rest|opendal|smb|nfs|webdav):(?=\\S)"
              + "(?![a-z][a-z0-9+.-]{0,30}+://)");

  private static final Pattern NAMED_SETTING =
      Pattern.compile(
          "(?i)(?<![a-z0-9_.])(host|hostaddr|hostname|server|address|addr|endpoint)\\s*+=\\s*+"
              + "[\"']?([^\\s,;&'\"]*+)"
              + "|(?<![a-z0-9_.])(service|servicefile|passfile)\\s*+=");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<![A-Za-z0-9._/-])([A-Za-z0-9_.-]++):[0-9]{1,5}(?![A-Za-z0-9.])");

  private static final String GLUED4 = "(?:(?<![0-9A-Za-z.])|(?<=(?<![A-Za-z0-9-])-[A-Za-z]))";

  /** An address; of a network of more than one only what is beside it would tell. */
  private static final Pattern LITERAL =
      Pattern.compile(
          GLUED4
              + "([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?![0-9A-Za-z]|\\.[0-9])(?:/([0-9]{1,2})(?![0-9.]))?");

  /** What may be an address of version 6, in brackets or not. */
  private static final Pattern LITERAL_6 =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.:])|(?<=(?<![A-Za-z0-9-])-[A-Za-z]))"
              + "([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![0-9A-Za-z.:])(?:/([0-9]{1,3})(?![0-9.]))?");

  private static final String PATH_END = "[^\\s,;:=\"'`|&<>(){}]*+";

  /** Wherever a path may begin: after anything that is no part of one, or behind an option. */
  private static final Pattern PATHS =
      Pattern.compile("(?:(?<![A-Za-z0-9._~%+/-])|(?<=(?<![A-Za-z0-9-])-[A-Za-z]))[/~]" + PATH_END);

  private static final Pattern PATH = Pattern.compile("[/~]" + PATH_END);

  /** What a shell makes of it, or where the child happens to be, decides where that leads. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("\\$\\{?(HOME|XDG_)|(?<![A-Za-z0-9._/-])\\.\\./");

  private final String text;
  private final WayJudge judge;
  private final Set<String> seen = new HashSet<>();

  private Ways(String text, WayJudge judge) {
    this.text = text;
    this.judge = judge;
  }

  /**
   * Has each of them judged.
   *
   * @param places that must not be named anywhere in it, whatever stands before them
   * @param mayLogIn whether a plain login may stand before a host
   * @param literals whether addresses that stand alone are ways
   */
  static void judge(
      String text, List<String> places, boolean mayLogIn, boolean literals, WayJudge judge) {
    Ways ways = new Ways(text, judge);
    ways.characters();
    ways.urls(mayLogIn);
    ways.forms(mayLogIn);
    ways.settings();
    if (literals) {
      ways.literals();
    }
    ways.paths(places);
  }

  /** The URLs alone, without logins. */
  static void urls(String text, WayJudge judge) {
    Ways ways = new Ways(text, judge);
    ways.characters();
    ways.urls(false);
  }

  /** What is no whole character, or steers a terminal, is read differently by each program. */
  private void characters() {
    if (Shown.isOdd(text)) {
      throw judge.refuse("it holds a control character or no whole characters");
    }
  }

  private void urls(boolean mayLogIn) {
    Matcher url = URL.matcher(text);
    for (int at = 0; url.find(at); at = url.start() + url.group(1).length() + 1) {
      if (text.charAt(url.end() - 1) == '\\' || text.charAt(url.end() - 2) == '\\') {
        throw judge.refuse("its address is not in the lab: it has no plain host");
      }
      authority(url.group(1).toLowerCase(java.util.Locale.ROOT), url.start(), url.end(), mayLogIn);
    }
  }

  private void authority(String scheme, int start, int from, boolean mayLogIn) {
    String authority = text.substring(from, end(from, "/?#"));
    if (authority.isEmpty()) {
      judge.local(scheme, text.substring(start, end(from, "\"'`|&<>();")));
      return;
    }
    if (scheme.equals("fd") && authority.matches("[0-9]{1,9}")) {
      return;
    }
    String hosts = authority;
    int login = authority.lastIndexOf('@');
    if (login >= 0) {
      boolean plain =
          authority.substring(0, login).matches("[A-Za-z0-9._~+-]++(:[A-Za-z0-9._~+-]*+)?");
      if (!mayLogIn || !plain) {
        throw judge.refuse("its address is not in the lab: it has no plain host");
      }
      hosts = authority.substring(login + 1);
    }
    if (hosts.matches("(?s).*[\\\\%$].*")) {
      throw judge.refuse("its address is not in the lab: it has no plain host");
    }
    // Programs differ in what ends a host; whatever stands there instead is judged as one.
    String[] parts = hosts.split("[,;|&<>()`'\"]", -1);
    AuthorityHosts.of(parts[0], judge).forEach(this::host);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].replaceFirst("^[A-Za-z0-9_.-]++=", "");
      boolean begins = i == parts.length - 1 && part.matches("[A-Za-z][A-Za-z0-9+.-]*+:");
      if (!part.isEmpty() && !begins) {
        AuthorityHosts.of(part, judge).forEach(this::host);
      }
    }
  }

  private int end(int from, String ends) {
    int at = from;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private void forms(boolean isArgument) {
    if (SHARE.matcher(text).find()) {
      throw judge.refuse("it names a share of another machine");
    }
    if (STORE.matcher(text).find()) {
      throw judge.refuse("it names a store that is reached by settings of its own");
    }
    if (ELSEWHERE.matcher(text).find()) {
      throw judge.refuse("where it leads is decided elsewhere");
    }
    Matcher slash = ONE_SLASH.matcher(text);
    while (slash.find()) {
      if (slash.group(1).equalsIgnoreCase("file")) {
        place(slash.end() - 1);
      } else {
        host(slash.group(1));
      }
    }
    Matcher module = MODULE.matcher(text);
    while (isArgument && module.find()) { // In a setting two colons are part of many a name.
      int end = module.start(1);
      while (end < text.length() && isOfLiteral(text.charAt(end))) {
        end++;
      }
      if (HostLiteral.parse(text.substring(module.start(1), end)) == null) {
        host(module.group(1));
      }
    }
    Matcher login = LOGIN.matcher(text);
    while (login.find()) {
      host(login.group(1));
    }
    Matcher named = HOST_AND_PORT.matcher(text);
    while (named.find()) {
      if (named.group(1).indexOf('.') > 0) {
        host(named.group(1));
      }
    }
  }

  private static boolean isOfLiteral(char c) {
    return c == ':' || c == '.' || Character.digit(c, 16) >= 0;
  }

  private void settings() {
    Matcher said = NAMED_SETTING.matcher(text);
    while (said.find()) {
      String value = said.group(2);
      if (value == null) {
        throw judge.refuse("it names a file of addresses or passwords");
      }
      if (!value.contains("://") && !value.startsWith("/")) {
        AuthorityHosts.of(value, judge).forEach(this::host);
      }
    }
  }

  private void literals() {
    Matcher literal = LITERAL.matcher(text);
    while (literal.find()) {
      if (literal.group(2) == null || literal.group(2).equals("32")) {
        host(literal.group(1));
      }
    }
    Matcher six = LITERAL_6.matcher(text);
    while (six.find()) {
      InetAddress address = HostLiteral.parse(six.group(1));
      boolean one = six.group(2) == null || six.group(2).equals("128");
      if (address != null && one && !address.isAnyLocalAddress()) {
        host("[" + address.getHostAddress() + "]");
      }
    }
  }

  private void paths(List<String> places) {
    Matcher path = PATHS.matcher(text);
    while (path.find()) {
      place(path.start());
    }
    for (String place : places) {
      for (int at = text.indexOf(place); at >= 0; at = text.indexOf(place, at + 1)) {
        place(at);
      }
    }
  }

  private void place(int at) {
    Matcher path = PATH.matcher(text).region(at, text.length());
    if (path.lookingAt() && isNew(path.group())) {
      judge.place(path.group());
    }
  }

  private void host(String host) {
    if (!EVERYWHERE.contains(host) && !host.isEmpty() && isNew("host " + host)) {
      judge.host(host);
    }
  }

  private boolean isNew(String way) {
    if (seen.size() > MOST) {
      throw judge.refuse("it names more than " + MOST + " hosts and paths");
    }
    return seen.add(way);
  }
}
