package firedrill.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * When users were not served, in milliseconds of the journal. The one definition of an outage there
 * is:
 *
 * <ul>
 *   <li>It is a time without an acknowledged user write, at or after an injection. It begins with
 *       the start of the injection when the last write before it was acknowledged earlier, or while
 *       the fault struck; when service went on for a while, as on a lease that has still to end, it
 *       begins with the last write.
 *   <li>It ends with the first acknowledged write afterwards. Where users still wrote when an
 *       injection began, and nothing was acknowledged any more after it, it has not ended: no RTO,
 *       and no budget is kept.
 *   <li>Where a scenario has no users, gates stand for them: an outage runs from the start of an
 *       injection to the last gate passed before the next outage, and a fault that strikes before
 *       any gate was passed prolongs it.
 *   <li>RTO is the longest outage of the run.
 * </ul>
 */
final class Outages {

  private record Span(double from, double to) {}

  private final List<Span> injections = new ArrayList<>();
  private final List<Span> served = new ArrayList<>();
  private final List<Outage> byGates = new ArrayList<>();
  private double since = Double.NaN;
  private double lastGate = Double.NaN;
  private double usersUntil = Double.NEGATIVE_INFINITY;

  /**
   * @param from when the injection began
   * @param to when it was done
   */
  void injected(double from, double to) {
    injections.add(new Span(from, to));
    if (Double.isNaN(since) || !Double.isNaN(lastGate)) {
      closeByGates();
      since = from;
    }
  }

  /** User writes were acknowledged between these moments, without a gap that matters. */
  void served(double from, double to) {
    served.add(new Span(from, to));
  }

  /** Users went on writing, or trying to, until then. */
  void usersUntil(double at) {
    usersUntil = Math.max(usersUntil, at);
  }

  void gatePassed(double at) {
    if (!Double.isNaN(since)) {
      lastGate = Double.isNaN(lastGate) ? at : Math.max(lastGate, at);
    }
  }

  /** When the outage began that a gate passed now would end; NaN before any fault. */
  double since() {
    return since;
  }

  /** The longest that has ended. */
  Optional<Outage> longest() {
    if (served.isEmpty()) {
      closeByGates();
      return longest(byGates);
    }
    return longest(silences());
  }

  /**
   * Since when the users are not served any more, where the last outage has not ended.
   *
   * @return empty where they are served, and where there are none
   */
  OptionalDouble unended() {
    double last = served.stream().mapToDouble(Span::to).max().orElse(Double.NaN);
    boolean struck = injections.stream().anyMatch(i -> i.from() < usersUntil && i.to() > last);
    return struck ? begin(last, Double.POSITIVE_INFINITY) : OptionalDouble.empty();
  }

  private List<Outage> silences() {
    List<Outage> silences = new ArrayList<>();
    List<Span> sorted = served.stream().sorted(Comparator.comparingDouble(Span::from)).toList();
    double covered = Double.NEGATIVE_INFINITY;
    for (Span span : sorted) {
      if (span.from() > covered) {
        double until = span.from();
        double last = covered;
        begin(last, until).ifPresent(from -> silences.add(new Outage(from, until)));
      }
      covered = Math.max(covered, span.to());
    }
    return silences;
  }

  /** When the outage in this silence began; empty when no fault had struck by its end. */
  private OptionalDouble begin(double last, double until) {
    OptionalDouble struck =
        injections.stream()
            .filter(i -> i.from() < until && i.to() >= last)
            .mapToDouble(Span::from)
            .min();
    boolean before = injections.stream().anyMatch(i -> i.from() < until);
    return struck.isPresent() || !before ? struck : OptionalDouble.of(last);
  }

  private void closeByGates() {
    if (!Double.isNaN(lastGate)) {
      byGates.add(new Outage(since, lastGate));
    }
    lastGate = Double.NaN;
  }

  private static Optional<Outage> longest(List<Outage> outages) {
    return outages.stream()
        .filter(o -> o.tookMs() >= 0)
        .max(Comparator.comparingDouble(Outage::tookMs));
  }
}
