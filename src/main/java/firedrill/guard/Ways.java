package firedrill.guard;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  /** Schemes that some clients take with one slash, too. */
  private static final Set<String> NETWORK =
      Set.of("http", "https", "ftp", "ftps", "sftp", "ssh", "ws", "wss", "tcp");

  /** More is no setting of anything's. */
  private static final int MOST = 256;

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
    ways.forms(mayLogIn, literals);
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

  /** The servers alone that a client's settings name. */
  static void servers(String text, WayJudge judge) {
    Ways ways = new Ways(text, judge);
    ways.characters();
    ways.urls(true);
    ways.named(true);
    ways.settings();
    ways.lines();
    ways.literals();
  }

  /** What is no whole character, or steers a terminal, is read differently by each program. */
  private void characters() {
    if (Shown.isOdd(text)) {
      throw judge.refuse("it holds a control character or no whole characters");
    }
  }

  private void urls(boolean mayLogIn) {
    Matcher url = WayForms.URL.matcher(text);
    for (int at = 0; url.find(at); at = url.start() + url.group(1).length() + 1) {
      if (text.charAt(url.end() - 1) == '\\' || text.charAt(url.end() - 2) == '\\') {
        throw judge.refuse("its address is not in the lab: it has no plain host");
      }
      authority(url.group(1).toLowerCase(Locale.ROOT), url.start(), url.end(), mayLogIn);
    }
  }

  private void authority(String scheme, int start, int from, boolean mayLogIn) {
    String authority = text.substring(from, end(from, "/?#"));
    if (authority.isEmpty()) {
      String url = text.substring(start, end(from, "\"'`|&<>();"));
      if (isNew(url)) {
        judge.local(scheme, url);
      }
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
    hosts = quoted(hosts);
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

  /** As in JSON: what ends a text in quotes ends the address in it. */
  private static String quoted(String hosts) {
    int quote = hosts.indexOf('"');
    boolean ends =
        quote >= 0
            && (quote == hosts.length() - 1 || ",:]})".indexOf(hosts.charAt(quote + 1)) >= 0);
    return ends ? hosts.substring(0, quote) : hosts;
  }

  private int end(int from, String ends) {
    int at = from;
    while (at < text.length()
        && " \t\n\r\f\u000b".indexOf(text.charAt(at)) < 0
        && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private void forms(boolean isArgument, boolean literals) {
    if (WayForms.SHARE.matcher(text).find()) {
      throw judge.refuse("it names a share of another machine");
    }
    if (WayForms.STORE.matcher(text).find()) {
      throw judge.refuse("it names a store that is reached by settings of its own");
    }
    if (WayForms.ELSEWHERE.matcher(text).find() || WayForms.LOGS_IN.matcher(text).find()) {
      throw judge.refuse("where it leads is decided elsewhere");
    }
    if (WayForms.FOLDED.matcher(text).find()) {
      throw judge.refuse("its address is broken by a tab or a line end, which programs leave out");
    }
    if (WayForms.DEVICE.matcher(text).find()) {
      throw judge.refuse("a shell opens a connection by it");
    }
    if (WayForms.ZONE.matcher(text).find()) {
      throw judge.refuse("its address is not in the lab: it has a zone");
    }
    each(WayForms.NO_SLASH);
    each(WayForms.TWO_SLASHES);
    Matcher slash = WayForms.ONE_SLASH.matcher(text);
    while (slash.find()) {
      String name = slash.group(1).toLowerCase(Locale.ROOT);
      if (name.contains(".") || NETWORK.contains(name)) {
        host(name);
      }
    }
    Matcher module = WayForms.MODULE.matcher(text);
    while (isArgument && module.find()) { // In a setting two colons are part of many a name.
      host(module.group(1));
    }
    named(literals);
  }

  /** Behind a login, or before a port. */
  private void named(boolean literals) {
    each(WayForms.LOGIN);
    Matcher named = WayForms.HOST_AND_PORT.matcher(text);
    while (literals && named.find()) {
      // Few numbers alone are a time of day.
      if (WayForms.isSpelt(named.group(1))) {
        host(named.group(1));
      }
    }
  }

  private void lines() {
    Matcher line = WayForms.LINE.matcher(text);
    while (line.find()) {
      setting(line.group(1));
    }
  }

  private void each(Pattern hosts) {
    Matcher found = hosts.matcher(text);
    while (found.find()) {
      host(found.group(1));
    }
  }

  private void settings() {
    Matcher field = WayForms.FIELD.matcher(text);
    while (field.find()) {
      setting(field.group(1) == null ? field.group(2) : field.group(1));
    }
    each(WayForms.QUALIFIED_SETTING);
    Matcher network = WayForms.NETWORK_OF.matcher(text);
    while (network.find()) {
      AuthorityHosts.of(network.group(1), judge).forEach(this::host);
    }
    Matcher said = WayForms.NAMED_SETTING.matcher(text);
    while (said.find()) {
      String value = said.group(1);
      if (value == null) {
        throw judge.refuse("it names a file of addresses or passwords");
      }
      setting(value);
    }
  }

  private void setting(String value) {
    // A URL is looked at as one, and only what is one from its beginning.
    if (!WayForms.URL.matcher(value).lookingAt() && !value.startsWith("/")) {
      AuthorityHosts.of(value.replaceFirst("/.*", ""), judge).forEach(this::host);
    }
  }

  private void literals() {
    Matcher literal = WayForms.LITERAL.matcher(text);
    while (literal.find()) {
      // Of a network only what is beside it would tell.
      String address = literal.group(1);
      boolean isMask = address.startsWith("255.") && address.endsWith(".0");
      if (!isMask && !isNetwork(address, literal.group(2))) {
        host(address);
      }
    }
    Matcher six = WayForms.LITERAL_6.matcher(text);
    while (six.find()) {
      InetAddress address = HostLiteral.parse(six.group(1));
      boolean one = six.group(2) == null || six.group(2).equals("128");
      if (address == null) {
        requireNoOther(six.group(1));
      } else if (one && !address.isAnyLocalAddress()) {
        host("[" + address.getHostAddress() + "]");
      }
    }
    Matcher mixed = WayForms.LITERAL_MIXED.matcher(text);
    while (mixed.find()) {
      requireNoOther(mixed.group(1));
    }
  }

  /** A time of day has colons, too; an address in which another one hides is none of the lab's. */
  private void requireNoOther(String six) {
    if (HostLiteral.hides(six)) {
      throw judge.refuse("its address is not in the lab: one of version 4 hides in it");
    }
  }

  private static boolean isNetwork(String address, String prefix) {
    int bits = prefix == null ? 32 : Integer.parseInt(prefix);
    InetAddress parsed = HostLiteral.parse(address);
    if (bits >= 32 || parsed == null) {
      return false;
    }
    int number = java.nio.ByteBuffer.wrap(parsed.getAddress()).getInt();
    return (number & (bits == 0 ? -1 : (1 << (32 - bits)) - 1)) == 0;
  }

  private void paths(List<String> places) {
    Matcher path = WayForms.PATHS.matcher(text);
    while (path.find()) {
      place(path.start());
    }
    for (String place : places) {
      for (int at = text.indexOf(place); at >= 0; at = text.indexOf(place, at + 1)) {
        place(at);
        // Cut where a text's words end, it would not be that place any more.
        if (!WayForms.PATH.matcher(place).matches() && isNew(place)) {
          judge.place(place);
        }
      }
    }
    Matcher whole = WayForms.WHOLE_PATH.matcher(text);
    if (whole.matches() && isNew(whole.group(1))) {
      judge.place(whole.group(1));
    }
  }

  private void place(int at) {
    Matcher path = WayForms.PATH.matcher(text).region(at, text.length());
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
