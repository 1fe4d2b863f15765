package firedrill.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code reports/history/drills.jsonl}: what earlier runs have shown, after their folders went. */
record PastRuns(List<PastRun> runs) {

  /** Lines that are kept: a year of nightly runs of the standard set. */
  private static final int LONGEST = 3000;

  private static final JsonMapper JSON = new JsonMapper();

  PastRuns {
    runs = List.copyOf(runs);
  }

  /** What stands there; a line that cannot be read is left out, for a report never fails on it. */
  static PastRuns read(Path file) throws IOException {
    List<PastRun> runs = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          PastRun run = JSON.readValue(line, PastRun.class);
          if (run.drill() != null && run.run() != null && run.at() != null) {
            runs.add(run);
          }
        } catch (JsonProcessingException damaged) {
          // The lines beside it are whole.
        }
      }
    }
    return new PastRuns(runs);
  }

  /** With what runs have shown since, each drill of a run once, the oldest first. */
  PastRuns with(List<PastRun> more) {
    Map<String, PastRun> all = new LinkedHashMap<>();
    runs.forEach(r -> all.put(r.run() + "/" + r.drill(), r));
    more.forEach(r -> all.put(r.run() + "/" + r.drill(), r));
    List<PastRun> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(PastRun::at));
    return new PastRuns(sorted.subList(Math.max(0, sorted.size() - LONGEST), sorted.size()));
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    StringBuilder lines = new StringBuilder();
    for (PastRun run : runs) {
      lines.append(JSON.writeValueAsString(run)).append('\n');
    }
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(aside, lines);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Those of one drill that say something of its recovery, the oldest first. */
  List<PastRun> of(String drill) {
    return runs.stream().filter(r -> r.drill().equals(drill) && r.hasScenarios()).toList();
  }
}
