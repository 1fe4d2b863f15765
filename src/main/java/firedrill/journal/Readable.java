package firedrill.journal;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text of the journal as it is shown to people: the same words, without what only a program can
 * use. The journal itself keeps the whole.
 */
public final class Readable {

  private static final Pattern NANOSECONDS =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3})\\d{1,6}Z");

  private static final Pattern MILLISECONDS = Pattern.compile("(?<![\\d.])(-?\\d{4,9}) ms\\b");

  /** A commit, or a hash of SHA-256. */
  private static final Pattern HEXADECIMAL =
      Pattern.compile("(?<![0-9A-Za-z])([0-9a-f]{8})(?:[0-9a-f]{32}|[0-9a-f]{56})(?![0-9A-Za-z])");

  /** Of a volume whose claim Kubernetes has named. */
  private static final Pattern VOLUME =
      Pattern.compile("\\bpvc-([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])");

  /** One of something, where the program that counted had a plural ready. */
  private static final Pattern ONE =
      Pattern.compile(
          "(?<![\\w.,-])1 (claim|drive|error|file|node|object|pod|row|secret|server|span|volume"
              + "|warning|write)s\\b");

  /** A line of a stack trace, or its end. */
  private static final Pattern STACK =
      Pattern.compile("\\n?\\s+(at [\\w.$/@<>]+\\(|\\.\\.\\. \\d+ more).*");

  private static final Pattern EXCEPTION =
      Pattern.compile("\\b(?:[a-z]\\w*\\.)+([A-Z]\\w*(?:Exception|Error|Refusal)): ");

  /** Awaitility's, which tells of the code that asked. */
  private static final Pattern IN_VAIN =
      Pattern.compile(
          "Condition with alias '([^']+)' didn't complete within ([\\w ]+?) because .*? was not"
              + " fulfilled\\.?");

  /** Their names say nothing that their messages do not. */
  private static final Set<String> PLAIN =
      Set.of(
          "IllegalStateException",
          "IllegalArgumentException",
          "RuntimeException",
          "UncheckedIOException",
          "ExecutionException",
          "IOException",
          "GuardRefusal");

  private Readable() {}

  /**
   * Times to the millisecond, durations of a second and more in seconds, the first digits of
   * hashes, commits and volumes, one thing in the singular, exceptions by their simple names or by
   * their messages alone, and nothing of the code.
   */
  public static String of(String text) {
    String shown = STACK.matcher(text).replaceAll("");
    shown = IN_VAIN.matcher(shown).replaceAll("waited $2 in vain for: $1");
    shown = NANOSECONDS.matcher(shown).replaceAll("$1Z");
    shown = HEXADECIMAL.matcher(shown).replaceAll("$1…");
    shown = ONE.matcher(shown).replaceAll("1 $1");
    shown = VOLUME.matcher(shown).replaceAll("pvc-$1");
    shown =
        MILLISECONDS
            .matcher(shown)
            .replaceAll(
                m -> String.format(Locale.ROOT, "%.1f s", Long.parseLong(m.group(1)) / 1e3));
    return EXCEPTION
        .matcher(shown)
        .replaceAll(
            m -> PLAIN.contains(m.group(1)) ? "" : Matcher.quoteReplacement(m.group(1) + ": "))
        .replace('\t', ' ');
  }

  /** Whether a detail says a value by itself, in full or rounded. */
  public static boolean tells(String detail, Object value) {
    return detail.toLowerCase(Locale.ROOT).contains(String.valueOf(value).toLowerCase(Locale.ROOT))
        || value instanceof Number number
            && Stream.of("%.1f", "%.2f")
                .map(form -> String.format(Locale.ROOT, form, number.doubleValue()))
                .anyMatch(detail::contains)
            && number.doubleValue() != Math.rint(number.doubleValue());
  }
}
