package firedrill.report;

import firedrill.files.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Generates {@code reports/allure/index.html} from a results folder, keeping history in {@code
 * reports/history}.
 *
 * <p>Two passes, because Allure 2 writes no history in its single-file mode. Both are given the
 * history as it was before, so that this run shows once.
 */
record AllurePage(AllureCli cli, Path results, Path reports, Path work) {

  static boolean hasResults(Path results) throws IOException {
    if (!Files.isDirectory(results)) {
      return false;
    }
    try (Stream<Path> files = Files.list(results)) {
      return files.anyMatch(f -> f.getFileName().toString().endsWith("-result.json"));
    }
  }

  Path generate() throws IOException {
    Path page = reports.resolve("allure").resolve("index.html");
    // An old page must not be taken for this run's when something fails below.
    Files.deleteIfExists(page);
    Trees.delete(work);
    Path staged = work.resolve("results");
    Trees.copy(results, staged);
    Path history = reports.resolve("history");
    if (Files.isDirectory(history)) {
      Trees.delete(staged.resolve("history"));
      Trees.copy(history, staged.resolve("history"));
    }
    cli.generate(staged, work.resolve("full"), false);
    cli.generate(staged, work.resolve("single"), true);
    String html =
        Files.readString(work.resolve("single").resolve("index.html"), StandardCharsets.UTF_8);
    String leak = SelfContained.leak(html).orElse(null);
    if (leak != null) {
      throw new IOException("the Allure page would load something from outside: " + leak);
    }
    Files.createDirectories(page.getParent());
    Path aside = page.resolveSibling("index.html.part");
    Files.writeString(aside, SelfContained.seal(html), StandardCharsets.UTF_8);
    Files.move(aside, page, StandardCopyOption.REPLACE_EXISTING);
    keepHistory(work.resolve("full").resolve("history"), history);
    return page;
  }

  /** What else lies there stays: the overview keeps its past runs beside Allure's. */
  static void keepHistory(Path made, Path history) throws IOException {
    if (!Files.isDirectory(made)) {
      return;
    }
    Path aside = history.resolveSibling("history.part");
    Trees.delete(aside);
    Trees.copy(history, aside);
    Trees.copy(made, aside);
    Trees.delete(history);
    Files.move(aside, history);
  }
}
