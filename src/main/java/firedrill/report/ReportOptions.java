package firedrill.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the report is made from and where it goes.
 *
 * @param results Allure's results folder
 * @param cli the unpacked Allure command line
 * @param reports where runs are kept and reports written
 * @param drills the folder with {@code claims.yaml} and the drills
 * @param sources templates and texts, tracked, not generated
 * @param work a scratch folder
 * @param language empty when what was asked for is not known
 * @param since only runs written since then; empty: the newest run
 */
record ReportOptions(
    Path results,
    Path cli,
    Path reports,
    Path drills,
    Path sources,
    Path work,
    Optional<Language> language,
    Optional<Instant> since) {

  private static final Set<String> KNOWN =
      Set.of(
          "--results",
          "--cli",
          "--reports",
          "--drills",
          "--sources",
          "--work",
          "--lang",
          "--since");

  /** Where the share-outs go. */
  Path shareOuts() {
    return reports.resolve("shareout");
  }

  static ReportOptions parse(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "unknown argument " + argument + ": use " + KNOWN.stream().sorted().toList() + "=…");
      }
      given.put(name, argument.substring(equals + 1));
    }
    String since = given.getOrDefault("--since", "");
    return new ReportOptions(
        Path.of(given.getOrDefault("--results", "target/allure-results")),
        Path.of(given.getOrDefault("--cli", "target/allure-cli")),
        Path.of(given.getOrDefault("--reports", "reports")),
        Path.of(given.getOrDefault("--drills", "drills")),
        Path.of(given.getOrDefault("--sources", "reports")),
        Path.of(given.getOrDefault("--work", "target/allure-work")),
        language(given.getOrDefault("--lang", "")),
        since.isBlank() ? Optional.empty() : Optional.of(Instant.parse(since)));
  }

  // The drills have run by now: a slip of the pen must not cost their report.
  private static Optional<Language> language(String code) {
    try {
      return Optional.of(Language.of(code));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
