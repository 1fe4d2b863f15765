package firedrill.report;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes sure that a page loads nothing from anywhere. */
final class SelfContained {

  private static final Pattern OUTSIDE =
      Pattern.compile(
          "<(?:script|link|img|iframe|source|video|audio|object|embed|base)\\b[^>]*?\\b"
              + "(?:src|href|data|srcset)\\s*=\\s*[\"']?\\s*(?:https?:)?//[^>]*>",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CSS_OUTSIDE =
      Pattern.compile("@import\\s+(?:url\\()?[\"']?(?:https?:)?//[^;]*", Pattern.CASE_INSENSITIVE);

  /** What Allure's own page needs: its inlined scripts, styles and data, and no connection. */
  static final String POLICY =
      "default-src 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src data: blob:;"
          + " form-action 'none'";

  private SelfContained() {}

  /** The first thing in the page that would be fetched, if any. */
  static Optional<String> leak(String html) {
    int analytics = html.toLowerCase(Locale.ROOT).indexOf("googletagmanager");
    if (analytics >= 0) {
      return Optional.of(html.substring(analytics, Math.min(html.length(), analytics + 80)));
    }
    for (Pattern pattern : new Pattern[] {OUTSIDE, CSS_OUTSIDE}) {
      Matcher matcher = pattern.matcher(html);
      if (matcher.find()) {
        String found = matcher.group();
        return Optional.of(found.substring(0, Math.min(found.length(), 160)));
      }
    }
    return Optional.empty();
  }

  /** Adds a policy that makes the browser refuse every request the page might still make. */
  static String seal(String html) {
    Matcher head = Pattern.compile("<head[^>]*>", Pattern.CASE_INSENSITIVE).matcher(html);
    if (!head.find()) {
      throw new IllegalArgumentException("the page has no head");
    }
    String meta = "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">";
    return html.substring(0, head.end()) + meta + html.substring(head.end());
  }
}
