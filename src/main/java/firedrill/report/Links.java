package firedrill.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a page leads to, relative to its own folder; empty where there is nothing.
 *
 * @param other the same page in the other language
 * @param overview the page over all drills, in the page's language
 * @param runbook of the drill
 * @param allure the report on every step
 */
public record Links(String other, String overview, String runbook, String allure) {

  /** Of a page that stands alone. */
  static final Links NONE = new Links("", "", "", "");

  /** Of a drill's page. */
  static Links of(ReportOptions options, DrillResult drill, Language language) {
    Path runbook = options.drills().resolve(PageNames.safe(drill.drill())).resolve("runbook.md");
    return new Links(
        PageNames.of(drill, language.other()),
        PageNames.overview(language),
        to(options, runbook),
        allure(options));
  }

  /** Of the page over all drills. */
  static Links ofOverview(ReportOptions options, Language language) {
    return new Links(PageNames.overview(language.other()), "", "", allure(options));
  }

  private static String allure(ReportOptions options) {
    return to(options, options.reports().resolve("allure").resolve("index.html"));
  }

  private static String to(ReportOptions options, Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    Path way =
        options
            .shareOuts()
            .toAbsolutePath()
            .normalize()
            .relativize(file.toAbsolutePath().normalize());
    try {
      return new URI(null, null, way.toString(), null).toASCIIString();
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /** Of a claim on the overview. */
  String claim(String id) {
    return overview.isEmpty() ? "" : overview + "#" + id;
  }
}
