package firedrill.report;

import static firedrill.journal.EventType.PICTURE;

import firedrill.journal.Event;
import firedrill.report.Page.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a scenario has drawn; shown as images, in which nothing can run or be loaded. */
final class Pictures {

  /** Of one; a page is mailed. */
  private static final long LIMIT_BYTES = 256 * 1024;

  private Pictures() {}

  /**
   * Names with {@code data:} addresses. One that is not beside its journal any more is left out.
   */
  static List<Entry> of(RecordedScenario scenario) {
    return scenario
        .journal()
        .all(PICTURE)
        .flatMap(e -> file(scenario, e).map(f -> new Entry(e.text("name"), data(f))).stream())
        .toList();
  }

  private static Optional<Path> file(RecordedScenario scenario, Event event) {
    String name = event.text("file");
    if (!name.matches("[a-z0-9-]+\\.svg")) {
      return Optional.empty();
    }
    Path file = scenario.journal().file().resolveSibling(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  private static String data(Path file) {
    try {
      if (Files.size(file) > LIMIT_BYTES) {
        throw new IllegalArgumentException(
            file + " is too large for a page; " + LIMIT_BYTES + " bytes are allowed");
      }
      return "data:image/svg+xml;base64,"
          + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the picture " + file, e);
    }
  }
}
