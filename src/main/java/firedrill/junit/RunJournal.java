package firedrill.junit;

import firedrill.claims.ClaimOutcome;
import firedrill.integrity.LedgerCounts;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.Progress;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.plan.Durations;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.Gates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** How what a scenario does and sees stands in the journal. */
final class RunJournal {

  private final Journal journal;
  private final Map<String, Condition> steady = new LinkedHashMap<>();
  private Phase phase;

  RunJournal(Journal journal) {
    this.journal = journal;
  }

  /** Ends the phase and begins the next; a call for an earlier one is void. */
  synchronized void phase(Phase next) {
    if (phase != null && next.compareTo(phase) <= 0) {
      return;
    }
    endPhase();
    phase = next;
    journal.append(EventType.PHASE_STARTED, "phase", next.text());
  }

  synchronized void endPhase() {
    if (phase != null) {
      journal.append(EventType.PHASE_ENDED, "phase", phase.text());
    }
  }

  /** Asks for the first time; whether it holds. */
  boolean steady(String name, Condition condition, Duration within) {
    steady.put(name, condition);
    return steadyChecked(name, condition, "before", within);
  }

  /** Asks all once more that were asked since the last time. */
  void steadyAgain(Duration within) {
    Map<String, Condition> all = new LinkedHashMap<>(steady);
    steady.clear();
    all.forEach((name, condition) -> steadyChecked(name, condition, "after", within));
  }

  private boolean steadyChecked(String name, Condition condition, String when, Duration within) {
    GateResult result = wait("steady state " + name, condition, within);
    boolean ok = result.outcome() != GateResult.Outcome.FAILED;
    journal.append(
        EventType.STEADY_CHECKED,
        "name",
        name,
        "ok",
        ok,
        "observed",
        result.observed(),
        "when",
        when);
    return ok;
  }

  private GateResult wait(String on, Condition condition, Duration atMost) {
    return wait(on, condition, atMost, FailFast.NEVER);
  }

  GateResult wait(String on, Condition condition, Duration atMost, FailFast failFast) {
    double began = begun(on);
    GateResult result =
        Gates.await(new Gate(on, condition, atMost, Duration.ZERO, failFast).withoutGrace());
    waited(on, began);
    return result;
  }

  /**
   * @throws IllegalStateException when it does not become true
   */
  String await(String on, Condition condition, Duration atMost) {
    GateResult result = wait(on, condition, atMost);
    if (result.outcome() == GateResult.Outcome.FAILED) {
      throw new IllegalStateException(
          "waited in vain for " + on + ": " + inVain(result), result.lastException().orElse(null));
    }
    return result.observed();
  }

  /** Of what is no gate of the plan. */
  private static String inVain(GateResult result) {
    return "%s in %s; last seen: %s%s"
        .formatted(
            result.reason(),
            Durations.text(result.took().toMillis()),
            result.observed(),
            result.lastException().map(e -> "; last exception: " + e).orElse(""));
  }

  <T> T timed(String on, Callable<T> what) throws Exception {
    double began = begun(on);
    try {
      return what.call();
    } finally {
      waited(on, began);
    }
  }

  /** In milliseconds of the journal; whoever looks on learns what is waited for. */
  private double begun(String on) {
    double now = journal.now();
    journal.append(EventType.WAIT_BEGUN, "on", on);
    return now;
  }

  private void waited(String on, double beganMs) {
    journal.append(EventType.WAIT, "on", on, "tookMs", journal.now() - beganMs);
  }

  /**
   * @param served when its writes were acknowledged, each time from and to, see {@link #served}
   */
  void workloadStopped(String name, LedgerCounts counts, List<List<Double>> served) {
    journal.append(
        EventType.WORKLOAD_STOPPED,
        "name",
        name,
        "acknowledged",
        counts.acknowledged(),
        "ambiguous",
        counts.ambiguous(),
        "refused",
        counts.refused(),
        "served",
        served);
  }

  /**
   * Times of a ledger's clock in milliseconds of the journal.
   *
   * @param now what the ledger's clock says; the two clocks have nothing else in common
   */
  List<List<Double>> served(List<Progress.Span> spans, Instant now) {
    double here = journal.now();
    return spans.stream()
        .map(
            span ->
                List.of(
                    here - Duration.between(span.from(), now).toNanos() / 1e6,
                    here - Duration.between(span.to(), now).toNanos() / 1e6))
        .toList();
  }

  void observed(String name, String detail, Object value, Boolean ok) {
    Object told = value instanceof Duration time ? time.toMillis() + " ms" : value;
    journal.append(EventType.OBSERVED, "name", name, "detail", detail, "value", told, "ok", ok);
  }

  boolean observed(String name, GateResult result) {
    boolean ok = result.outcome() != GateResult.Outcome.FAILED;
    journal.append(
        EventType.OBSERVED,
        "name",
        name,
        "detail",
        ok ? result.observed() : inVain(result),
        "tookMs",
        result.took().toMillis(),
        "ok",
        ok,
        "ranOut",
        result.ranOut());
    return ok;
  }

  /** Whether it passed; a checker that throws is a harness error. */
  boolean check(String name, Callable<CheckResult> checker) {
    CheckResult result;
    try {
      result = checker.call();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      journal.append(EventType.ERROR, "where", "check " + name, "message", e.toString());
      return false;
    }
    if (result.ok()) {
      journal.append(EventType.CHECK_PASSED, "check", name, "detail", result.detail());
    } else {
      journal.append(
          EventType.CHECK_FAILED,
          "check",
          name,
          "culprit",
          result.culprit(),
          "detail",
          result.detail());
    }
    return result.ok();
  }

  void rpo(String store, MeasuredLoss loss) {
    rpo(
        store,
        loss.lostEntries(),
        loss.lostAfterFault(),
        loss.lostSeconds(),
        loss.ambiguousPresent(),
        loss.ambiguousAbsent());
  }

  void rpo(
      String store,
      long lostEntries,
      long lostAfterFault,
      double lostSeconds,
      long ambiguousPresent,
      long ambiguousAbsent) {
    journal.append(
        EventType.RPO,
        "store",
        store,
        "lostEntries",
        lostEntries,
        "lostAfterFault",
        lostAfterFault,
        "lostSeconds",
        lostSeconds,
        "ambiguousPresent",
        ambiguousPresent,
        "ambiguousAbsent",
        ambiguousAbsent);
  }

  /** Keeps it in a file of this directory. */
  void picture(String name, String svg, Path directory) {
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("not a name for a picture: " + name);
    }
    String file = name + ".svg";
    try {
      Files.writeString(directory.resolve(file), svg);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the picture " + file, e);
    }
    journal.append(EventType.PICTURE, "name", name, "file", file);
  }

  /**
   * @param type a claim's answer, or its control's
   */
  void claim(String type, String id, ClaimOutcome outcome, String evidence) {
    journal.append(type, "claim", id, "outcome", outcome.key(), "evidence", evidence);
  }
}
