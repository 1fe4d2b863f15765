package firedrill.verdict;

import firedrill.journal.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was answered of the writes of each workload. More than one in twenty of those that were sent
 * and not refused, and nobody knows whether the store should hold them: that proves little. Each
 * workload is asked by itself, or the many rows of one would hide the few pushes of another.
 */
final class Workloads {

  private static final double AT_MOST = 0.05;

  /** What a fault finds on its way is without an answer however few writes there are. */
  private static final long ON_THE_WAY = 2;

  private final Map<String, Counts> byName = new TreeMap<>();

  void stopped(Event event) {
    byName.merge(
        event.text("name"),
        new Counts(event.count("acknowledged"), event.count("ambiguous"), event.count("refused")),
        Counts::plus);
  }

  Counts all() {
    return byName.values().stream().reduce(new Counts(0, 0, 0), Counts::plus);
  }

  /**
   * Why too little is known.
   *
   * @param faults that were injected
   */
  List<Reason> doubts(int faults) {
    List<Reason> doubts = new ArrayList<>();
    Counts all = all();
    if (tooMany(all)) {
      doubts.add(new Reason(VerdictRules.AMBIGUOUS, text(all)));
    }
    byName.forEach(
        (name, counts) -> {
          if (tooMany(counts) && counts.ambiguous() > ON_THE_WAY * faults) {
            doubts.add(new Reason(VerdictRules.ambiguous(name), text(counts)));
          }
        });
    return doubts;
  }

  private static boolean tooMany(Counts counts) {
    return counts.ambiguous() > AT_MOST * sent(counts);
  }

  private static double sent(Counts counts) {
    return counts.acknowledged() + counts.ambiguous();
  }

  private static String text(Counts counts) {
    return "%d of %.0f writes have no known outcome, more than %.0f %%"
        .formatted(counts.ambiguous(), sent(counts), 100 * AT_MOST);
  }
}
