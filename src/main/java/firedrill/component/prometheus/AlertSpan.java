package firedrill.component.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * When an alert was in one state, by the evaluations that Prometheus has stored.
 *
 * @param instance whom it is about; empty for a rule that names nobody
 * @param first evaluation in it
 * @param last evaluation in it
 */
public record AlertSpan(String instance, Alert.State state, Instant first, Instant last) {

  /** More than this between two evaluations, which come every second, and it was over meanwhile. */
  private static final Duration GAP = Duration.ofSeconds(3);

  /**
   * @param seen evaluations in that state, in order
   */
  static List<AlertSpan> of(String instance, Alert.State state, List<Instant> seen) {
    List<AlertSpan> spans = new ArrayList<>();
    for (Instant at : seen) {
      AlertSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && Duration.between(last.last, at).compareTo(GAP) <= 0) {
        spans.set(spans.size() - 1, new AlertSpan(instance, state, last.first, at));
      } else {
        spans.add(new AlertSpan(instance, state, at, at));
      }
    }
    return spans;
  }

  /** From the first evaluation of this one to the first of a later one. */
  public Duration until(AlertSpan later) {
    return Duration.between(first, later.first);
  }

  /** For people. */
  @Override
  public String toString() {
    return "%s %s from %s to %s"
        .formatted(instance, state.name().toLowerCase(Locale.ROOT), first, last);
  }
}
