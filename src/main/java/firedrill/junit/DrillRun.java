package firedrill.junit;

import firedrill.claims.ClaimOutcome;
import firedrill.fault.Fault;
import firedrill.integrity.LedgerCounts;
import firedrill.integrity.MeasuredLoss;
import firedrill.integrity.Progress;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.plan.Plan;
import firedrill.recovery.Action;
import firedrill.recovery.Condition;
import firedrill.recovery.FailFast;
import firedrill.recovery.Gate;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.GateResult;
import firedrill.recovery.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * What a scenario uses to break the lab, walk its recovery and say what it saw. Every call is
 * journalled; phases begin by themselves. {@link #timed}, {@link #observe}, {@link #expect} and
 * {@link #finding} may be called from any thread, the others from the test's.
 */
public final class DrillRun {

  /** How long a steady state may take to show before it counts as missing. */
  static final Duration STEADY_WITHIN = Duration.ofSeconds(20);

  private final Journal journal;
  private final Plan plan;
  private final Path directory;
  private final Seeds seeds;
  private final RunJournal notes;
  private final Course course;

  DrillRun(Journal journal, Plan plan, Path directory, long seed, boolean grace) {
    this.journal = journal;
    this.notes = new RunJournal(journal);
    this.plan = plan;
    this.directory = directory;
    this.seeds = new Seeds(seed);
    this.course = new Course(plan, journal, notes, directory.resolve("undo"), grace);
  }

  /**
   * A run beside those of the scenarios: with a journal of its own for evidence, and no verdict.
   * The journal is the caller's to close.
   */
  public static DrillRun apart(Plan plan, Path directory, long seed) {
    return new DrillRun(
        Journal.open(directory.resolve("journal.jsonl")), plan, directory, seed, false);
  }

  /** Where this run's evidence goes, beside its journal. */
  public Path directory() {
    return directory;
  }

  public Plan plan() {
    return plan;
  }

  public Journal journal() {
    return journal;
  }

  /** Of the source that runs. */
  public String commit() {
    return Revision.current().commit();
  }

  /** Whether there are changes beside {@link #commit()}. */
  public boolean isDirty() {
    return Revision.current().dirty();
  }

  /** Of this scenario alone, drawn from the run's. */
  public long seed() {
    return seeds.seed();
  }

  /**
   * A random stream of its own for each name: same seed, same numbers, whatever other streams do.
   * One stream is for one thread.
   */
  public Random random(String name) {
    return seeds.stream(name);
  }

  /**
   * Ends the phase and begins the next; phases only go forward, a call for an earlier one is void.
   */
  public void phase(Phase next) {
    notes.phase(next);
  }

  /** Brings the lab into the state the drill begins with. */
  public void prepare(String what, Action action) throws Exception {
    timed(
        what,
        () -> {
          action.run();
          return null;
        });
  }

  /**
   * What must be true of a healthy lab: asked now, and again before the verdict.
   *
   * @throws NotSteadyException when it is not; the drill then breaks nothing
   */
  public void steadyState(String name, Condition condition) {
    phase(Phase.STEADY_STATE);
    if (!notes.steady(name, condition, STEADY_WITHIN)) {
      throw new NotSteadyException("the lab is not in its steady state: " + name);
    }
  }

  public void workloadStarted(String name) {
    phase(Phase.WORKLOAD);
    journal.append(EventType.WORKLOAD_STARTED, "name", name);
  }

  public void workloadStopped(String name, long acknowledged, long ambiguous, long refused) {
    notes.workloadStopped(name, new LedgerCounts(0, acknowledged, refused, ambiguous), List.of());
  }

  /**
   * The same of a workload that stands for users: without acknowledgements they are not served.
   *
   * @param gap a shorter time without one is no outage
   * @param now on the clock of the workload's ledger
   */
  public void workloadStopped(String name, Progress progress, Duration gap, Instant now) {
    notes.workloadStopped(name, progress.counts(), notes.served(progress.served(gap), now));
  }

  /** A user's write was acknowledged just now: an outage ends with the first one. */
  public void wrote(String what) {
    journal.append(EventType.WRITE_ACKNOWLEDGED, "what", what);
  }

  /**
   * Persists the undo, injects, and waits for the witness.
   *
   * @throws firedrill.fault.FaultException when any of the three fails
   */
  public void inject(Fault fault) {
    course.inject(fault);
  }

  /** Something seen, without judgement; the value is text, a number, a Duration or null. */
  public void observe(String name, String detail, Object value) {
    notes.observed(name, detail, value, null);
  }

  /** Something that must be so; if not, the run is a FAIL that names it, and goes on. */
  public boolean expect(String name, String detail, boolean ok) {
    notes.observed(name, detail, ok, ok);
    return ok;
  }

  /**
   * Something that must become so in time; if not, the run is a FAIL that names it, and goes on.
   */
  public boolean expectWithin(String name, Condition condition, Duration atMost) {
    return expectWithin(name, condition, atMost, FailFast.NEVER);
  }

  /** The same, given up at once when it can no longer become so in time. */
  public boolean expectWithin(
      String name, Condition condition, Duration atMost, FailFast failFast) {
    return notes.observed(name, notes.wait(name, condition, atMost, failFast));
  }

  /**
   * Does one step of the plan's order.
   *
   * @throws GateFailedException when a precondition does not hold
   * @throws firedrill.recovery.StepFailedException when its action failed
   */
  public void step(Step step) throws Exception {
    course.step(step);
  }

  /**
   * Waits at a gate of the plan, with its budget and hold.
   *
   * @throws GateFailedException when it does not become true; a late one does not throw
   */
  public GateResult gate(String name, Condition condition) {
    return gate(name, condition, FailFast.NEVER);
  }

  /** The same, given up at once when waiting on is pointless. */
  public GateResult gate(String name, Condition condition, FailFast failFast) {
    return course.gate(name, condition, failFast);
  }

  /** Waits at a gate with figures of its own. */
  public GateResult gate(Gate gate) {
    return course.gate(gate);
  }

  /** Does what waits on the system under test, so that its time is not counted as the harness'. */
  public <T> T timed(String on, Callable<T> what) throws Exception {
    return notes.timed(on, what);
  }

  /**
   * Waits outside the gates; a wait in vain ends the scenario without a finding against the lab.
   * For a finding use {@link #expectWithin}.
   *
   * @throws IllegalStateException when it does not become true
   */
  public String await(String on, Condition condition, Duration atMost) {
    return notes.await(on, condition, atMost);
  }

  /** Runs a checker. One that throws is a harness error, hence never a pass. */
  public boolean check(String name, Callable<CheckResult> checker) {
    if (course.isBroken()) {
      phase(Phase.VERIFICATION);
    }
    return notes.check(name, checker);
  }

  /**
   * What a store has lost. More than the plan's {@code rpo} grants it is FAIL, and so is anything
   * acknowledged after the fault.
   *
   * @param store as in the plan, for example {@code rows}
   */
  public void rpo(String store, MeasuredLoss loss) {
    notes.rpo(store, loss);
  }

  /** The same of what nobody wrote to after the fault. */
  public void rpo(
      String store,
      long lostEntries,
      double lostSeconds,
      long ambiguousPresent,
      long ambiguousAbsent) {
    notes.rpo(store, lostEntries, 0, lostSeconds, ambiguousPresent, ambiguousAbsent);
  }

  /** What this run says about a claim in {@code drills/claims.yaml}. */
  public void claim(String id, ClaimOutcome outcome, String evidence) {
    notes.claim(EventType.CLAIM, id, outcome, evidence);
  }

  /**
   * What the same question was answered where the answer had to be the other one: its claim's
   * {@code seen-in} names this scenario.
   */
  public void control(String id, ClaimOutcome outcome, String evidence) {
    notes.claim(EventType.CLAIM_CONTROL, id, outcome, evidence);
  }

  /** A sentence for the report. */
  public void finding(String text) {
    journal.append(EventType.FINDING, "text", text);
  }

  /**
   * A picture for the reports, kept beside the journal as {@code <name>.svg}.
   *
   * @param name small letters, digits and dashes; the story has the words for it
   * @param svg a whole SVG document that loads nothing
   */
  public void picture(String name, String svg) {
    notes.picture(name, svg, directory);
  }

  /** Asks again what a scenario has not; with little patience when it ended badly. */
  void verifySteadyState(boolean sound) {
    if (course.isBroken()) {
      notes.steadyAgain(sound ? STEADY_WITHIN : Duration.ofSeconds(1));
    }
  }

  /** Undoes what recovery has not. */
  void tearDown() {
    course.tearDown();
  }

  void endPhase() {
    notes.endPhase();
  }
}
