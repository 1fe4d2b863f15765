package firedrill.report;

import java.util.Locale;

/** The languages a share-out can be read in. */
enum Language {
  EN(Locale.UK),
  FR(Locale.FRANCE);

  private final Locale locale;

  Language(Locale locale) {
    this.locale = locale;
  }

  /**
   * Reads {@code -Dlang}; empty means English.
   *
   * @throws IllegalArgumentException naming the languages there are
   */
  public static Language of(String code) {
    return switch (code.strip().toLowerCase(Locale.ROOT)) {
      case "", "en" -> EN;
      case "fr" -> FR;
      default ->
          throw new IllegalArgumentException(
              "unknown language \"" + code + "\": use -Dlang=en or -Dlang=fr");
    };
  }

  Language other() {
    return this == EN ? FR : EN;
  }

  String code() {
    return locale.getLanguage();
  }

  Locale locale() {
    return locale;
  }
}
