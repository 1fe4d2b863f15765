package firedrill.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
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
    delete(work);
    Path staged = work.resolve("results");
    copy(results, staged);
    Path history = reports.resolve("history");
    if (Files.isDirectory(history)) {
      delete(staged.resolve("history"));
      copy(history, staged.resolve("history"));
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

  private static void keepHistory(Path made, Path history) throws IOException {
    if (!Files.isDirectory(made)) {
      return;
    }
    Path aside = history.resolveSibling("history.part");
    delete(aside);
    copy(made, aside);
    delete(history);
    Files.move(aside, history);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path p : paths.toList()) {
        Path target = to.resolve(from.relativize(p).toString());
        if (Files.isDirectory(p)) {
          Files.createDirectories(target);
        } else {
          Files.copy(p, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(AllurePage::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
