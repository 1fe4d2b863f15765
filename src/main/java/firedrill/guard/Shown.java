package firedrill.guard;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How what was refused is written into a message: on one line, of bounded length, no secrets. */
final class Shown {
  private static final int LONGEST = 240;

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

  /** A host alone, or with a port; or an address of version 6. */
  private static final Pattern PLAIN_AUTHORITY =
      Pattern.compile(
          "[^:]*(:[0-9]{0,5})?|[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,8}|\\[[0-9A-Fa-f:.]*\\](:[0-9]{0,5})?");

  private static final Set<String> SCHEMES =
      Set.of("http", "https", "file", "jar", "jdbc", "mailto", "s3", "ssh", "tcp", "unix", "urn");

  private Shown() {}

  /** Whether a text holds what steers a terminal, but for blanks, or half a character. */
  static boolean isOdd(String text) {
    return text.codePoints()
        .anyMatch(
            c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0xd800 && c <= 0xdfff);
  }

  /** Any text; what is no printable character is written as its code. */
  static String text(String value) {
    return text(value, LONGEST);
  }

  static String text(String value, int longest) {
    if (value == null) {
      return "null";
    }
    StringBuilder shown = new StringBuilder(Math.min(value.length(), longest) + 1);
    for (int at = 0; at < value.length(); ) {
      int point = value.codePointAt(at);
      String next =
          isPrintable(point) ? Character.toString(point) : String.format("\\u%04x", point);
      if (shown.length() + next.length() > longest) {
        return shown.append('…').toString();
      }
      shown.append(next);
      at += Character.charCount(point);
    }
    return shown.toString();
  }

  /** A host, an authority or an address as text: neither user info nor query, nor tokens. */
  static String host(String value) {
    if (value == null) {
      return "null";
    }
    Matcher scheme = SCHEME.matcher(value);
    String before = scheme.lookingAt() ? scheme.group() : "";
    String rest = value.substring(before.length());
    int at = rest.lastIndexOf('@') + 1;
    int encoded = rest.lastIndexOf("%40") + 1;
    int from = Math.max(at, encoded == 0 ? 0 : encoded + 2);
    String after = rest.substring(from).split("[?#;]", 2)[0];
    String more = from + after.length() < rest.length() ? "?…" : "";
    return text(before + (from == 0 ? "" : "…@") + hosts(after, isWeb(before)) + more);
  }

  /** Of a host and what follows it; where a port should be, a login's second half may stand. */
  private static String hosts(String text, boolean web) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    String path = text.substring(authority.length());
    if (!PLAIN_AUTHORITY.matcher(authority).matches()) {
      return "…";
    }
    // Where nothing stands before it, it may be a file.
    boolean local = !web && authority.isEmpty();
    return ShownPath.step(authority) + (local ? ShownPath.local(path) : ShownPath.web(path));
  }

  private static boolean isWeb(String scheme) {
    return scheme.regionMatches(true, 0, "http", 0, "http".length());
  }

  /** Scheme, host, port and path; neither user info nor query, fragment or tokens in the path. */
  static String address(URI uri) {
    if (uri == null) {
      return "null";
    }
    String plain = uri.toString();
    if (uri.isOpaque()) {
      // What stands before a colon may be the first half of a login.
      return SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
          ? uri.getScheme() + ":…"
          : "…:…";
    }
    if (plain.contains("@")) {
      return host(plain);
    }
    StringBuilder shown = new StringBuilder();
    if (uri.getScheme() != null) {
      shown.append(uri.getScheme()).append(':');
    }
    if (uri.getRawAuthority() != null) {
      shown.append("//").append(host(uri.getRawAuthority()));
    } else if (uri.getScheme() != null) {
      shown.append("//");
    }
    boolean web = uri.getRawAuthority() != null || isWeb(String.valueOf(uri.getScheme()));
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    shown.append(web ? ShownPath.web(path) : ShownPath.local(path));
    return text(shown + (uri.getRawQuery() == null ? "" : "?…"));
  }

  /** Why a file could not be read, without the system's own wording. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "permission is denied";
    }
    String why = e instanceof FileSystemException f ? f.getReason() : null;
    return why == null ? "it cannot be read" : "it cannot be read: " + text(why);
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
