package firedrill.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the reports after the drills, whether they passed or not. It never decides: a failure here
 * is told and left at that, so that the drills' verdict stays the build's.
 */
public final class ReportMain {

  private ReportMain() {}

  public static void main(String[] args) {
    run(List.of(args), System.out, System.err);
  }

  static void run(List<String> arguments, PrintStream out, PrintStream err) {
    ReportOptions options;
    try {
      options = ReportOptions.parse(arguments);
    } catch (RuntimeException e) {
      err.println("report: " + e.getMessage());
      return;
    }
    if (options.language().isEmpty()) {
      err.println("report: unknown language: use -Dlang=en or -Dlang=fr; taking English");
    }
    try {
      if (!AllurePage.hasResults(options.results())) {
        out.println("report: no drill results in " + options.results() + ", nothing to report");
        return;
      }
    } catch (IOException e) {
      failed(err, "cannot read " + options.results(), e);
      return;
    }
    // First, for the pages below lead to it where it is.
    try {
      AllurePage page =
          new AllurePage(
              new AllureCli(options.cli()), options.results(), options.reports(), options.work());
      out.println(
          "report: "
              + page.generate().toAbsolutePath().normalize()
              + " (one file; any browser opens it, without a network)");
    } catch (IOException | RuntimeException e) {
      failed(err, "no Allure report", e);
    }
    try {
      for (Path page : ShareOuts.write(options)) {
        out.println("share-out: " + page.toAbsolutePath().normalize());
      }
    } catch (IOException | RuntimeException e) {
      failed(err, "no share-out", e);
    }
  }

  private static void failed(PrintStream err, String what, Exception e) {
    err.println(
        "report: "
            + what
            + ": "
            + e.getMessage()
            + "\n  The verdict above stands; the journals are"
            + " in reports/runs.");
  }
}
