package firedrill.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What was lost over some scenarios: the worst of each figure.
 *
 * @param measured whether any scenario measured it; if not, nothing is known
 * @param entries acknowledged writes lost
 * @param seconds of history lost
 */
record Loss(
    boolean measured,
    long entries,
    double seconds,
    long acknowledged,
    long ambiguous,
    long refused) {

  static Loss of(List<Scenario> scenarios) {
    boolean measured = false;
    long entries = 0;
    double seconds = 0;
    long acknowledged = 0;
    long ambiguous = 0;
    long refused = 0;
    for (Scenario s : scenarios) {
      for (JsonNode e : s.journal().all("rpo").toList()) {
        measured = true;
        entries = Math.max(entries, e.path("lostEntries").asLong());
        seconds = Math.max(seconds, e.path("lostSeconds").asDouble());
      }
      for (JsonNode e : s.journal().all("workload.stopped").toList()) {
        acknowledged += e.path("acknowledged").asLong();
        ambiguous += e.path("ambiguous").asLong();
        refused += e.path("refused").asLong();
      }
    }
    boolean all = scenarios.stream().allMatch(s -> s.journal().first("rpo").isPresent());
    return new Loss(
        measured && (all || entries > 0), entries, seconds, acknowledged, ambiguous, refused);
  }
}
