package firedrill.junit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has ended in this process and is not summed up yet, by the directory of its run. */
final class Outcomes {

  private static final Map<Path, List<ScenarioOutcome>> ENDED = new LinkedHashMap<>();

  private Outcomes() {}

  static void add(Path runDirectory, ScenarioOutcome outcome) {
    synchronized (ENDED) {
      ENDED.computeIfAbsent(runDirectory, key -> new ArrayList<>()).add(outcome);
    }
  }

  /** Everything so far; the next call begins anew. */
  static Map<Path, List<ScenarioOutcome>> drain() {
    synchronized (ENDED) {
      Map<Path, List<ScenarioOutcome>> all = new LinkedHashMap<>(ENDED);
      ENDED.clear();
      return all;
    }
  }
}
