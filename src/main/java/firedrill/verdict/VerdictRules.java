package firedrill.verdict;

import firedrill.journal.Event;
import firedrill.journal.EventType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns a journal into a verdict. A pure function of the events up to {@code run.ended}; what
 * follows that, such as a verdict or trouble with a kept lab, does not count.
 *
 * <p>A doubt (no witness, a harness error, an unfinished run) makes a run INCONCLUSIVE, unless a
 * check, a gate or a step failed after a witnessed fault: evidence of loss beats doubt. Otherwise
 * anything red is FAIL, and PASS needs at least one passed check and every gate of the plan.
 */
public final class VerdictRules {

  /** Culprits that are rules and not names from the journal. */
  public static final String NO_FAULT = "no-fault";

  public static final String NO_WITNESS = "no-witness";
  public static final String UNFINISHED = "unfinished-run";
  public static final String HARNESS_ERROR = "harness-error";
  public static final String NO_CHECK = "no-check";
  public static final String NOT_DRILLED_HERE = "not-drilled-here";
  public static final String TOTAL_RTO = "total-rto";
  public static final String UNENDED = "outage-without-end";
  public static final String AMBIGUOUS = "ambiguous-writes";

  private final List<Reason> doubts = new ArrayList<>();
  private final List<Reason> failures = new ArrayList<>();
  private final TreeMap<String, Integer> unproven = new TreeMap<>();
  private final Budgets budgets = new Budgets();
  private final Workloads workloads = new Workloads();
  private final Set<String> passedGates = new HashSet<>();
  private int faults;
  private boolean witnessed;
  private boolean lossProven;
  private boolean checked;
  private boolean ended;
  private int byTime;
  private Optional<Reason> lacking = Optional.empty();
  private Optional<Rpo> rpo = Optional.empty();

  private VerdictRules() {}

  public static Verdict of(List<Event> events) {
    List<Event> run = new ArrayList<>();
    for (Event event : events) {
      run.add(event);
      if (event.is(EventType.RUN_ENDED)) {
        break;
      }
    }
    return new VerdictRules().verdict(run);
  }

  private Verdict verdict(List<Event> events) {
    events.forEach(this::read);
    Timeline timeline = new Timeline(events);
    if (faults == 0) {
      doubt(NO_FAULT, "no fault was injected");
    }
    unproven.forEach(
        (fault, open) -> {
          if (open > 0) {
            doubt(NO_WITNESS, "fault " + fault + " was injected and never witnessed");
          }
        });
    if (!ended) {
      doubt(UNFINISHED, "the journal has no run.ended");
    }
    doubts.addAll(workloads.doubts(faults));
    OptionalDouble rtoBudget = budgets.rto();
    Optional<Outage> outage = timeline.longestOutage();
    double rto = outage.map(Outage::tookMs).orElse(0.0);
    if (rtoBudget.isPresent() && rto > rtoBudget.getAsDouble()) {
      byTime++;
      fail(
          TOTAL_RTO,
          "an outage of %d ms, budget %d ms"
              .formatted(Math.round(rto), Math.round(rtoBudget.getAsDouble())));
    }
    OptionalDouble unended = timeline.unended();
    if (unended.isPresent() && rtoBudget.isPresent()) {
      byTime++;
      fail(
          UNENDED,
          "no write was acknowledged any more: an outage without an end, %d ms long when the run ended"
              .formatted(Math.round(unended.getAsDouble())));
    }
    List<Reason> reasons = new ArrayList<>();
    VerdictKind kind = decide(reasons);
    return new Verdict(
        kind,
        reasons,
        !doubts.isEmpty(),
        !failures.isEmpty() && byTime == failures.size(),
        timeline.gates(),
        outage,
        rtoBudget,
        rpo,
        workloads.all(),
        timeline.overhead());
  }

  private VerdictKind decide(List<Reason> reasons) {
    // A journal that breaks something after it said so is a harness in doubt.
    if (lacking.isPresent() && faults == 0 && ended) {
      reasons.add(lacking.get());
      return VerdictKind.NOT_DRILLED;
    }
    if (!doubts.isEmpty() && !lossProven) {
      reasons.addAll(doubts);
      reasons.addAll(failures);
      return VerdictKind.INCONCLUSIVE;
    }
    reasons.addAll(failures);
    reasons.addAll(doubts);
    if (!failures.isEmpty()) {
      return VerdictKind.FAIL;
    }
    if (!checked) {
      reasons.add(new Reason(NO_CHECK, "no check has passed"));
    }
    for (String gate : budgets.gates()) {
      if (!passedGates.contains(gate)) {
        reasons.add(new Reason(gate, "this gate of the plan was never passed"));
      }
    }
    return reasons.isEmpty() ? VerdictKind.PASS : VerdictKind.INCONCLUSIVE;
  }

  private void read(Event event) {
    switch (event.type()) {
      case EventType.RUN_STARTED -> budgets.read(event);
      case EventType.RUN_ENDED -> ended = true;
      case EventType.NOT_DRILLED ->
          lacking =
              Optional.of(
                  new Reason(
                      NOT_DRILLED_HERE,
                      "needs %s (%s)"
                          .formatted(
                              String.join(", ", event.texts("needs")), event.text("detail"))));
      case EventType.ERROR ->
          doubt(HARNESS_ERROR, event.text("where") + ": " + event.text("message"));
      case EventType.FAULT_INJECTED -> {
        faults++;
        unproven.merge(event.text("fault"), 1, Integer::sum);
      }
      case EventType.FAULT_WITNESSED -> {
        // One witness answers for the fault just before it, never for one to come.
        if (unproven.getOrDefault(event.text("fault"), 0) > 0) {
          unproven.merge(event.text("fault"), -1, Integer::sum);
          witnessed = true;
        }
      }
      case EventType.FAULT_UNWITNESSED ->
          doubt(NO_WITNESS, event.text("fault") + ": " + event.text("evidence"));
      case EventType.STEADY_CHECKED -> readSteady(event);
      case EventType.OBSERVED -> {
        if (event.isFalse("ok")) {
          byTime += event.isTrue("ranOut") ? 1 : 0;
          fail(event.text("name"), event.text("detail"));
        }
      }
      case EventType.RPO -> {
        rpo = Optional.of(worst(event));
        overBudget(event);
      }
      case EventType.WORKLOAD_STOPPED -> workloads.stopped(event);
      default -> readRecovery(event);
    }
  }

  /** Gates, steps and checks: what proves a loss once a fault was witnessed. */
  private void readRecovery(Event event) {
    switch (event.type()) {
      case EventType.GATE_PASSED -> passedGates.add(event.text("gate"));
      case EventType.GATE_LATE -> {
        passedGates.add(event.text("gate"));
        byTime++;
        loss(
            late(event.text("gate")),
            "passed late: %d ms, budget %d ms%s"
                .formatted(
                    event.count("tookMs"),
                    event.count("budgetMs"),
                    event.text("notYet").isEmpty() ? "" : "; until then: " + event.text("notYet")));
      }
      case EventType.GATE_FAILED -> {
        byTime += event.isTrue("ranOut") ? 1 : 0;
        loss(event.text("gate"), event.text("reason") + "; last seen: " + event.text("observed"));
      }
      case EventType.STEP_FAILED -> loss(event.text("step"), "failed: " + event.text("message"));
      case EventType.STEP_REFUSED ->
          loss(
              event.text("step") + " after " + event.text("gate"),
              event.text("reason") + "; last seen: " + event.text("observed"));
      case EventType.CHECK_PASSED -> checked = true;
      case EventType.CHECK_FAILED ->
          loss(
              event.text("culprit").isEmpty() ? event.text("check") : event.text("culprit"),
              event.text("check") + ": " + event.text("detail"));
      default -> {}
    }
  }

  /** What a steady state is called where it is blamed: a gate may have the same name. */
  public static String steady(String name) {
    return "steady " + name;
  }

  /** What a gate is called where it is blamed for its time alone: it was passed. */
  public static String late(String gate) {
    return "late " + gate;
  }

  /** What a workload is called where too many of its writes have no answer. */
  public static String ambiguous(String workload) {
    return AMBIGUOUS + " of " + workload;
  }

  /** What a store's budget is called where it is blamed. */
  public static String budgetOf(String store) {
    return "rpo-" + store;
  }

  /** Loss within the budget of its store is for a finding to explain. */
  private void overBudget(Event event) {
    Double budget = budgets.loss(event.text("store"));
    double lost = 1000 * event.number("lostSeconds").orElse(0);
    // No history is lost of what was acknowledged after the fault, and no budget grants it.
    long after = event.count("lostAfterFault");
    if (budget != null && event.count("lostEntries") > 0 && !Rpo.isWithin(event, budget)) {
      loss(
          budgetOf(event.text("store")),
          "%d lost, %d ms of history, budget %d ms%s"
              .formatted(
                  event.count("lostEntries"),
                  Math.round(lost),
                  Math.round(budget),
                  after > 0
                      ? "; acknowledged after the fault: " + after
                      : lost < 0 ? "; acknowledged after the fault" : ""));
    }
  }

  private void readSteady(Event event) {
    if (event.isTrue("ok")) {
      return;
    }
    if (event.text("when").equals("after")) {
      // It was waited for.
      byTime++;
      fail(steady(event.text("name")), "not steady after: " + event.text("observed"));
    } else {
      doubt(steady(event.text("name")), "not steady before: " + event.text("observed"));
    }
  }

  private Rpo worst(Event event) {
    Rpo before = rpo.orElse(new Rpo(0, 0, 0, 0));
    return new Rpo(
        Math.max(before.lostEntries(), event.count("lostEntries")),
        Math.max(before.lostSeconds(), event.number("lostSeconds").orElse(0)),
        Math.max(before.ambiguousPresent(), event.count("ambiguousPresent")),
        Math.max(before.ambiguousAbsent(), event.count("ambiguousAbsent")));
  }

  private void loss(String culprit, String text) {
    lossProven |= witnessed;
    fail(culprit, text);
  }

  private void fail(String culprit, String text) {
    failures.add(new Reason(culprit, text));
  }

  private void doubt(String culprit, String text) {
    doubts.add(new Reason(culprit, text));
  }
}
