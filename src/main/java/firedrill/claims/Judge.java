package firedrill.claims;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import firedrill.verdict.Reason;
import firedrill.verdict.Verdict;
import firedrill.verdict.VerdictRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * A gate, a check, an ordering rule, an expectation, a budget of the plan or a steady state asked
 * again, that has spoken.
 *
 * @param name with its kind, for example {@code gate vault-unsealed}, and of a check with the store
 *     that it was asked of
 * @param red whether it spoke against the system
 * @param culprit what it blames
 */
record Judge(String name, boolean red, String culprit) {

  /** Who speaks in an event; a step that was begun is one word for each rule that let it. */
  static Stream<Judge> in(Event event) {
    return switch (event.type()) {
      case EventType.GATE_PASSED -> Stream.of(gate(event, false), inTime(event, true));
      case EventType.GATE_FAILED -> Stream.of(gate(event, true));
      // Passed all the same: it is its budget that was red.
      case EventType.GATE_LATE -> Stream.of(gate(event, false), inTime(event, false));
      case EventType.CHECK_PASSED -> Stream.of(check(event, false));
      case EventType.CHECK_FAILED -> Stream.of(check(event, true));
      case EventType.STEP_STARTED ->
          event.texts("after").stream().map(gate -> rule(event.text("step"), gate, false));
      case EventType.STEP_REFUSED -> Stream.of(rule(event.text("step"), event.text("gate"), true));
      case EventType.OBSERVED ->
          event.isTrue("ok") || event.isFalse("ok")
              ? Stream.of(
                  new Judge(
                      "expectation " + event.text("name"), event.isFalse("ok"), event.text("name")))
              : Stream.empty();
      // Before the fault it is a condition of the run, and judges nothing.
      case EventType.STEADY_CHECKED ->
          event.text("when").equals("after")
              ? Stream.of(steady(VerdictRules.steady(event.text("name")), !event.isTrue("ok")))
              : Stream.empty();
      default -> Stream.empty();
    };
  }

  /**
   * All that spoke in a run, its plan's budgets included.
   *
   * @param verdict of these events
   */
  static List<Judge> in(List<Event> events, Verdict verdict) {
    return Stream.concat(events.stream().flatMap(Judge::in), budgets(events, verdict)).toList();
  }

  /** The plan's budgets that something was held against. */
  private static Stream<Judge> budgets(List<Event> events, Verdict verdict) {
    Stream<String> stores =
        events.stream()
            .filter(event -> event.is(EventType.RUN_STARTED))
            .flatMap(start -> start.in("plan").object("rpoMs").keySet().stream())
            .filter(store -> events.stream().anyMatch(e -> isLossOf(e, store)))
            .map(VerdictRules::budgetOf);
    Stream<String> outage =
        verdict.rtoBudgetMs().isPresent()
                && (verdict.rtoMs().isPresent() || verdict.blames(VerdictRules.UNENDED))
            ? Stream.of(VerdictRules.TOTAL_RTO, VerdictRules.UNENDED)
            : Stream.empty();
    Stream<String> unanswered =
        events.stream()
            .filter(event -> event.is(EventType.WORKLOAD_STOPPED))
            .map(event -> VerdictRules.ambiguous(event.text("name")))
            .distinct();
    return Stream.of(stores, outage, unanswered)
        .flatMap(budgets -> budgets)
        .map(budget -> new Judge("budget " + budget, verdict.blames(budget), budget));
  }

  private static boolean isLossOf(Event event, String store) {
    return event.is(EventType.RPO) && event.text("store").equals(store);
  }

  /** Whether it was red, and for what the twin was planted for. */
  boolean names(String wanted) {
    return red && new Reason(culprit, "").isBlamedBy(wanted);
  }

  private static Judge steady(String name, boolean red) {
    return new Judge(name, red, name);
  }

  private static Judge gate(Event event, boolean red) {
    return new Judge("gate " + event.text("gate"), red, event.text("gate"));
  }

  private static Judge inTime(Event event, boolean ok) {
    return new Judge("budget of the gates", !ok, VerdictRules.late(event.text("gate")));
  }

  private static Judge check(Event event, boolean red) {
    String check = event.text("check");
    String culprit = event.text("culprit");
    return new Judge("check " + check, red, culprit.isEmpty() ? check : culprit);
  }

  private static Judge rule(String step, String gate, boolean red) {
    String rule = step + " after " + gate;
    return new Judge("rule " + rule, red, rule);
  }
}
