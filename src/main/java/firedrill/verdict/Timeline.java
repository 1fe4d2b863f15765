package firedrill.verdict;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.journal.Stretch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The times in a journal: gates, outages, and what was spent waiting. */
final class Timeline {

  private static final Set<String> GATE_ENDS =
      Set.of(EventType.GATE_PASSED, EventType.GATE_LATE, EventType.GATE_FAILED);

  private record Interval(double from, double to) {}

  private final List<Event> events;
  private final Outages outages = new Outages();
  private final List<GateTime> gates = new ArrayList<>();
  private final List<Interval> waits = new ArrayList<>();

  Timeline(List<Event> events) {
    this.events = events;
    Map<String, Double> waitingSince = new HashMap<>();
    for (Event event : events) {
      double took = event.number("tookMs").orElse(0);
      if (event.is(EventType.FAULT_INJECTED)) {
        outages.injected(event.t() - took, event.t());
      } else if (event.is(EventType.WRITE_ACKNOWLEDGED)) {
        outages.served(event.t(), event.t());
      } else if (event.is(EventType.WORKLOAD_STOPPED)) {
        served(event);
      } else if (event.is(EventType.GATE_WAITING)) {
        waitingSince.put(event.text("gate"), event.number("armedT").orElse(event.t()));
      } else if (GATE_ENDS.contains(event.type())) {
        Double since = waitingSince.remove(event.text("gate"));
        double from = since == null ? event.t() - took : since;
        waits.add(new Interval(from, event.t()));
        gate(event, from + took, took);
      } else if (event.is(EventType.WAIT)) {
        waits.add(new Interval(event.t() - took, event.t()));
      } else if (event.is(EventType.COMPONENT_STARTED)) {
        double from = event.number("startT").orElse(event.t() - took);
        waits.add(new Interval(from, from + took));
      }
    }
    waitingSince.values().forEach(from -> waits.add(new Interval(from, end())));
  }

  List<GateTime> gates() {
    return gates;
  }

  /** The longest outage that has ended. */
  Optional<Outage> longestOutage() {
    return outages.longest();
  }

  /** How long users had not been served when the run ended, where that outage had no end. */
  OptionalDouble unended() {
    OptionalDouble since = outages.unended();
    return since.isPresent() ? OptionalDouble.of(end() - since.getAsDouble()) : since;
  }

  Overhead overhead() {
    if (events.isEmpty()) {
      return new Overhead(0, 0);
    }
    double begin = events.get(0).t();
    double waiting = 0;
    double covered = begin;
    waits.sort(Comparator.comparingDouble(Interval::from));
    for (Interval wait : waits) {
      double from = Math.max(wait.from(), covered);
      double to = Math.min(wait.to(), end());
      if (to > from) {
        waiting += to - from;
        covered = to;
      }
    }
    return new Overhead(end() - begin, waiting);
  }

  private double end() {
    return events.stream()
        .filter(event -> event.is(EventType.RUN_ENDED))
        .mapToDouble(Event::t)
        .findFirst()
        .orElseGet(() -> events.get(events.size() - 1).t());
  }

  private void gate(Event event, double at, double took) {
    boolean failed = event.is(EventType.GATE_FAILED);
    double since = outages.since();
    if (!failed) {
      outages.gatePassed(at);
    }
    gates.add(
        new GateTime(
            event.text("gate"),
            event.type().substring("gate.".length()),
            took,
            failed ? Double.NaN : at - since,
            event.number("budgetMs").orElse(Double.NaN)));
  }

  private void served(Event event) {
    List<Stretch> served = event.stretches("served");
    if (!served.isEmpty()) {
      outages.usersUntil(event.t());
      served.forEach(stretch -> outages.served(stretch.from(), stretch.to()));
    }
  }
}
