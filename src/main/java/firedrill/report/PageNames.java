package firedrill.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the pages in {@code reports/shareout} are called. */
final class PageNames {

  private static final String FRENCH = ".fr.html";

  private static final String ENGLISH = ".html";

  /** Characters of a date and the hyphen after it, before a page's name. */
  private static final int DATE = "2026-11-28-".length();

  private PageNames() {}

  /** The page over all drills. */
  static String overview(Language language) {
    return "index" + ending(language);
  }

  /** {@code <date>-<drill>-<run>}, with the language's ending. */
  static String of(DrillResult drill, Language language) {
    String at = drill.at();
    String date =
        at.matches("\\d{4}-\\d{2}-\\d{2}T.*")
            ? at.substring(0, 10)
            : LocalDate.now(ZoneOffset.UTC).toString();
    return date + "-" + safe(drill.drill()) + "-" + safe(drill.run()) + ending(language);
  }

  /**
   * The drills' pages that there are, by {@code <drill>-<run>}: those in the language, and where
   * there is none the other one, for older runs have left a single page.
   */
  static Map<String, String> in(Path folder, Language language) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{4}-\\d{2}-\\d{2}-.+\\.html")) {
          String ending = name.endsWith(FRENCH) ? FRENCH : ENGLISH;
          String key = name.substring(DATE, name.length() - ending.length());
          if (ending.equals(ending(language))) {
            pages.put(key, name);
          } else {
            pages.putIfAbsent(key, name);
          }
        }
      }
    }
    return pages;
  }

  private static String ending(Language language) {
    return language == Language.FR ? FRENCH : ENGLISH;
  }

  /** A name that stays inside its folder, whatever a journal says. */
  static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    return safe.isEmpty() ? "unknown" : safe;
  }
}
