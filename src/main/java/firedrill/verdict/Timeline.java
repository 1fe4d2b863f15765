package firedrill.verdict;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The times in a journal: gates, total RTO, and what was spent waiting. */
final class Timeline {

  private static final Set<String> GATE_ENDS =
      Set.of(EventType.GATE_PASSED, EventType.GATE_LATE, EventType.GATE_FAILED);

  private record Interval(double from, double to) {}

  private final List<Event> events;
  private OptionalDouble firstFaultAt = OptionalDouble.empty();
  private OptionalDouble outageSince = OptionalDouble.empty();
  private boolean recovered;
  private final List<GateTime> gates = new ArrayList<>();
  private OptionalDouble lastGateAt = OptionalDouble.empty();
  private final List<Interval> waits = new ArrayList<>();

  Timeline(List<Event> events) {
    this.events = events;
    Map<String, Double> waitingSince = new HashMap<>();
    for (Event event : events) {
      double took = event.number("tookMs").orElse(0);
      if (event.is(EventType.FAULT_INJECTED)) {
        fault(event.t());
      } else if (event.is(EventType.GATE_WAITING)) {
        waitingSince.put(event.text("gate"), event.t());
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

  /** From the first fault to the last gate: what was broken first has been down the longest. */
  OptionalDouble totalRto() {
    return firstFaultAt.isPresent()
            && lastGateAt.isPresent()
            && lastGateAt.getAsDouble() >= firstFaultAt.getAsDouble()
        ? OptionalDouble.of(lastGateAt.getAsDouble() - firstFaultAt.getAsDouble())
        : OptionalDouble.empty();
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
    if (!failed) {
      lastGateAt = OptionalDouble.of(Math.max(at, lastGateAt.orElse(at)));
      recovered = true;
    }
    gates.add(
        new GateTime(
            event.text("gate"),
            event.type().substring("gate.".length()),
            took,
            failed || outageSince.isEmpty() ? Double.NaN : at - outageSince.getAsDouble(),
            event.number("budgetMs").orElse(Double.NaN)));
  }

  /** A fault before any gate prolongs the outage; one after a gate begins another. */
  private void fault(double at) {
    if (firstFaultAt.isEmpty()) {
      firstFaultAt = OptionalDouble.of(at);
    }
    if (outageSince.isEmpty() || recovered) {
      outageSince = OptionalDouble.of(at);
      recovered = false;
    }
  }
}
