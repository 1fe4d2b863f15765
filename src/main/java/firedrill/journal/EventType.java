package firedrill.journal;

/** The types of events a journal holds; whoever reads one asks {@link Event} for its fields. */
public final class EventType {

  public static final String RUN_STARTED = "run.started";
  public static final String NOT_DRILLED = "run.not-drilled";
  public static final String RUN_ENDED = "run.ended";
  public static final String PHASE_STARTED = "phase.started";
  public static final String PHASE_ENDED = "phase.ended";
  public static final String COMPONENT_STARTED = "component.started";
  public static final String LAB_REALITY = "lab.reality";
  public static final String STEADY_CHECKED = "steady.checked";
  public static final String WORKLOAD_STARTED = "workload.started";
  public static final String WORKLOAD_STOPPED = "workload.stopped";
  public static final String WRITE_ACKNOWLEDGED = "write.acknowledged";
  public static final String UNDO_PERSISTED = "fault.undo-persisted";
  public static final String FAULT_INJECTED = "fault.injected";
  public static final String FAULT_WITNESSED = "fault.witnessed";
  public static final String FAULT_UNWITNESSED = "fault.unwitnessed";
  public static final String OBSERVED = "observed";
  public static final String STEP_STARTED = "step.started";
  public static final String STEP_ENDED = "step.ended";
  public static final String STEP_REFUSED = "step.refused";
  public static final String STEP_FAILED = "step.failed";
  public static final String GATE_WAITING = "gate.waiting";
  public static final String GATE_PASSED = "gate.passed";
  public static final String GATE_LATE = "gate.late";
  public static final String GATE_FAILED = "gate.failed";
  public static final String WAIT_BEGUN = "wait.begun";
  public static final String WAIT = "wait";
  public static final String CHECK_PASSED = "check.passed";
  public static final String CHECK_FAILED = "check.failed";
  public static final String RPO = "rpo";
  public static final String CLAIM = "claim";
  public static final String CLAIM_CONTROL = "claim.control";
  public static final String FINDING = "finding";
  public static final String PICTURE = "picture";
  public static final String ERROR = "error";
  public static final String VERDICT = "verdict";

  private EventType() {}
}
