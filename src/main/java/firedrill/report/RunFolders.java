package firedrill.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds journals under {@code reports/runs/<run>/<drill>/<scenario>/journal.jsonl}. */
final class RunFolders {

  /** Run, drill, scenario, file. */
  private static final int DEPTH = 4;

  private RunFolders() {}

  /**
   * Journals written at or after a moment, or those of the run written last when there is none.
   *
   * @param since usually when the build started
   */
  static List<Path> journals(Path runs, Optional<Instant> since) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    Map<Path, FileTime> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(runs, DEPTH)) {
      for (Path p : paths.filter(f -> f.endsWith("journal.jsonl")).toList()) {
        found.put(p, Files.getLastModifiedTime(p));
      }
    }
    if (since.isPresent()) {
      found.values().removeIf(time -> time.toInstant().isBefore(since.get()));
      return List.copyOf(found.keySet());
    }
    Optional<Path> newest =
        found.entrySet().stream().max(Map.Entry.comparingByValue()).map(e -> run(runs, e.getKey()));
    return found.keySet().stream().filter(p -> newest.equals(Optional.of(run(runs, p)))).toList();
  }

  private static Path run(Path runs, Path journal) {
    return runs.resolve(runs.relativize(journal).getName(0));
  }

  /** What each run showed of each drill, in the order of the drills. */
  static List<DrillResult> drills(List<Path> journals) {
    record Key(String drill, String run) {}
    Map<Key, List<RecordedScenario>> drills =
        journals.stream()
            .map(JournalView::read)
            .map(RecordedScenario::of)
            .collect(
                Collectors.groupingBy(
                    s -> new Key(s.drill(), s.run()),
                    () -> new TreeMap<>(Comparator.comparing(Key::drill).thenComparing(Key::run)),
                    Collectors.toList()));
    return drills.entrySet().stream()
        .map(e -> new DrillResult(e.getKey().drill(), e.getValue()))
        .toList();
  }
}
