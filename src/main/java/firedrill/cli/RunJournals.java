package firedrill.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The journals of one run, {@code <run>/<drill>/<scenario>/journal.jsonl}. */
final class RunJournals {

  private static final int DEPTH = 3;

  private RunJournals() {}

  /**
   * @throws IOException when there are none, with the remedy
   */
  static List<Path> of(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      throw new IOException(run + " is no folder; give one below reports/runs/");
    }
    try (Stream<Path> paths = Files.walk(run, DEPTH)) {
      List<Path> found = paths.filter(p -> p.endsWith("journal.jsonl")).sorted().toList();
      if (found.isEmpty()) {
        throw new IOException(run + " holds no journal; give the folder of one run");
      }
      return found;
    }
  }
}
