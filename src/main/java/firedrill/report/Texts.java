package firedrill.report;

import firedrill.claims.Claim;
import firedrill.plan.Story;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** The share-out's sentences, numbers and dates in one language. */
public final class Texts {

  private final Language language;
  private final Properties sentences = new Properties();

  /**
   * Reads them.
   *
   * @param sources the project's {@code reports/}
   */
  Texts(Path sources, Language language) {
    this.language = language;
    Path file = sources.resolve("texts").resolve("shareout_" + language.code() + ".properties");
    try (Reader reader = Files.newBufferedReader(file)) {
      sentences.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("the texts of the share-out are missing: " + file, e);
    }
  }

  /** For the page's {@code lang}. */
  public String lang() {
    return language.code();
  }

  /** What the claims' file says in both. */
  String of(Claim.Text text) {
    return language == Language.FR ? unbroken(text.fr()) : text.en();
  }

  /** What a story says in both. */
  String of(Story.Said said) {
    return language == Language.FR ? unbroken(said.fr()) : said.en();
  }

  /** With no line break before a high punctuation mark or inside quotation marks. */
  private static String unbroken(String french) {
    return french.replaceAll(" (?=[:;?!\u00bb])|(?<=\u00ab) ", "\u00a0");
  }

  Set<String> keys() {
    return sentences.stringPropertyNames();
  }

  boolean has(String key) {
    return sentences.containsKey(key);
  }

  /**
   * A sentence.
   *
   * @param arguments for its {@code {0}}, {@code {1}}…
   */
  public String get(String key, Object... arguments) {
    String pattern = sentences.getProperty(key);
    if (pattern == null) {
      throw new IllegalArgumentException("no text " + key + " in " + language);
    }
    return new MessageFormat(pattern, language.locale()).format(arguments);
  }

  /** {@code key.none}, {@code key.one} or {@code key.many}, the last with the number. */
  String count(String key, long n, Object... more) {
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = number(n);
    System.arraycopy(more, 0, arguments, 1, more.length);
    return get(key + (n == 0 ? ".none" : n == 1 ? ".one" : ".many"), arguments);
  }

  String number(long n) {
    return number((double) n);
  }

  String number(double n) {
    NumberFormat format = NumberFormat.getInstance(language.locale());
    format.setMaximumFractionDigits(1);
    return format.format(n).replace('\u202f', '\u00a0');
  }

  /** A duration in milliseconds as people say it: 320 ms, 4.2 s, 2 min 05 s, 1 h 02 min. */
  String duration(double ms) {
    double abs = Math.abs(ms);
    if (abs < 1000) {
      return Math.round(abs) + "\u00a0ms";
    }
    if (abs < 59_950) {
      return number(Math.round(abs / 100) / 10.0) + "\u00a0s";
    }
    long s = Math.round(abs / 1000);
    if (s < 3600) {
      return s / 60 + "\u00a0min" + (s % 60 == 0 ? "" : two(s % 60) + "\u00a0s");
    }
    return s / 3600 + "\u00a0h" + (s / 60 % 60 == 0 ? "" : two(s / 60 % 60) + "\u00a0min");
  }

  private static String two(long n) {
    return String.format(Locale.ROOT, "\u00a0%02d", n);
  }

  /** A date as a long one; text that is none is given back. */
  String day(String date) {
    try {
      return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
          .withLocale(language.locale())
          .format(LocalDate.parse(date));
    } catch (DateTimeParseException e) {
      return date;
    }
  }

  /** A moment as a long date with the time in UTC; text that is no moment is given back. */
  String moment(String at) {
    try {
      return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
              .withLocale(language.locale())
              .withZone(ZoneOffset.UTC)
              .format(Instant.parse(at))
          + ", "
          + DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
              .withZone(ZoneOffset.UTC)
              .format(Instant.parse(at))
          + "\u00a0UTC";
    } catch (DateTimeParseException e) {
      return at;
    }
  }
}
