package firedrill.junit;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.plan.Durations;

/**
 * What a scenario waits for just now: a gate, or anything else.
 *
 * @param limits its budget and hold, in words; empty of what has none
 * @param since {@link System#nanoTime} from which its time runs: a gate's from the step before it
 */
record Waiting(String what, String limits, long since) {

  /** What is waited for from this event on; null for nothing. */
  static Waiting after(Event event, Waiting before) {
    return switch (event.type()) {
      case EventType.GATE_WAITING ->
          new Waiting(
              "gate " + event.text("gate"),
              ", budget " + Durations.text(event.amount("budgetMs")) + hold(event.amount("holdMs")),
              System.nanoTime() - (long) (gone(event) * 1e6));
      case EventType.WAIT_BEGUN ->
          new Waiting("waiting for " + event.text("on"), "", System.nanoTime());
      case EventType.GATE_PASSED, EventType.GATE_LATE, EventType.GATE_FAILED, EventType.WAIT ->
          null;
      default -> before;
    };
  }

  private static String hold(double ms) {
    return ms > 0 ? " and " + Durations.text(ms) + " of hold" : "";
  }

  /** How much of a gate's time the step before it has taken, in milliseconds. */
  static double gone(Event gateWaiting) {
    return gateWaiting.t() - gateWaiting.number("armedT").orElse(gateWaiting.t());
  }

  double forMs() {
    return (System.nanoTime() - since) / 1e6;
  }

  String line() {
    return what + ": " + Durations.text(forMs()) + " so far" + limits;
  }
}
