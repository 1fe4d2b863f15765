package firedrill.junit;

import firedrill.fault.Fault;
import firedrill.fault.FaultInjector;
import firedrill.journal.Journal;
import firedrill.plan.GateBudget;
import firedrill.plan.Plan;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.RecoveryOrder;
import firedrill.recovery.Step;
import java.nio.file.Path;

/** A scenario's way from the first fault to the undo of the last, each call in its phase. */
final class Course {

  private final Plan plan;
  private final RunJournal notes;
  private final boolean grace;
  private final FaultInjector faults;
  private final RecoveryOrder recovery;

  /**
   * @param undo where the undo of each fault is kept
   * @param grace whether a gate may pass after its budget, and count as late
   */
  Course(Plan plan, Journal journal, RunJournal notes, Path undo, boolean grace) {
    this.plan = plan;
    this.notes = notes;
    this.grace = grace;
    this.faults = new FaultInjector(journal, undo);
    this.recovery = new RecoveryOrder(journal, plan.order());
  }

  void inject(Fault fault) {
    notes.phase(Phase.FAULT);
    recovery.faultInjected();
    faults.inject(fault);
  }

  void step(Step step) throws Exception {
    recoveryPhase();
    recovery.step(step);
  }

  /** With the plan's budget and hold. */
  GateResult gate(String name, Condition condition, FailFast failFast) {
    GateBudget granted = plan.gate(name);
    return gate(new Gate(name, condition, granted.budget(), granted.hold(), failFast));
  }

  GateResult gate(Gate gate) {
    recoveryPhase();
    return recovery.gate(grace ? gate : gate.withoutGrace());
  }

  boolean isBroken() {
    return faults.hasInjected();
  }

  /** Undoes what recovery has not. */
  void tearDown() {
    notes.phase(Phase.TEARDOWN);
    faults.undoAll();
  }

  private void recoveryPhase() {
    if (isBroken()) {
      notes.phase(Phase.RECOVERY);
    }
  }
}
