package firedrill.report;

import static firedrill.journal.EventType.RPO;
import static firedrill.journal.EventType.WORKLOAD_STOPPED;

import firedrill.journal.Event;
import firedrill.verdict.Counts;
import firedrill.verdict.Rpo;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was lost over some scenarios: the worst of each figure.
 *
 * @param measured whether each scenario that had writes acknowledged measured it, or something was
 *     lost; if not, nothing is known
 * @param granted whether the plan grants all that was lost, store by store
 * @param entries acknowledged writes lost
 * @param seconds of history lost
 * @param counts of all workloads together
 */
record Loss(boolean measured, boolean granted, long entries, double seconds, Counts counts) {

  static Loss of(List<RecordedScenario> scenarios) {
    boolean all = true;
    boolean measured = false;
    boolean granted = true;
    long entries = 0;
    double seconds = 0;
    Counts counts = new Counts(0, 0, 0);
    for (RecordedScenario s : scenarios) {
      List<Event> losses = s.journal().all(RPO).toList();
      measured |= !losses.isEmpty();
      long before = counts.acknowledged();
      for (Event e : losses) {
        entries = Math.max(entries, e.count("lostEntries"));
        seconds = Math.max(seconds, e.amount("lostSeconds"));
        granted &= e.count("lostEntries") == 0 || isGranted(s, e);
      }
      for (Event e : s.journal().all(WORKLOAD_STOPPED).toList()) {
        counts =
            new Counts(
                counts.acknowledged() + e.count("acknowledged"),
                counts.ambiguous() + e.count("ambiguous"),
                counts.refused() + e.count("refused"));
      }
      // Where nothing was acknowledged, or nothing was drilled, there is nothing to lose.
      all &= !losses.isEmpty() || counts.acknowledged() == before;
    }
    return new Loss(measured && (all || entries > 0), granted, entries, seconds, counts);
  }

  private static boolean isGranted(RecordedScenario s, Event loss) {
    OptionalDouble budget = s.rpoBudgetMs(loss.text("store"));
    return budget.isPresent() && Rpo.isWithin(loss, budget.getAsDouble());
  }
}
