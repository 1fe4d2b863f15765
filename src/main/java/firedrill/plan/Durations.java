package firedrill.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 1m30s}, {@code 2h}. */
public final class Durations {

  public static final String ALLOWED = "a duration such as 500ms, 30s, 1m30s or 2h";

  private static final Pattern WHOLE =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

  private Durations() {}

  public static Optional<Duration> parse(String text) {
    Matcher m = WHOLE.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(number(m.group(1)))
            .plusMinutes(number(m.group(2)))
            .plusSeconds(number(m.group(3)))
            .plusMillis(number(m.group(4))));
  }

  /** For reading: {@code 850ms}, {@code 12.3s}, {@code 2m05s}. */
  public static String text(double millis) {
    long ms = Math.round(millis);
    if (ms < 1000) {
      return ms + "ms";
    }
    long tenths = Math.round(millis / 100);
    if (tenths < 600) {
      return tenths / 10 + "." + tenths % 10 + "s";
    }
    long seconds = Math.round(millis / 1000);
    return "%dm%02ds".formatted(seconds / 60, seconds % 60);
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
