package firedrill.fault;

import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.journal.JournalException;
import firedrill.recovery.Gate;
import firedrill.recovery.GateResult;
import firedrill.recovery.Gates;
import firedrill.recovery.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Persists the undo, injects, looks for the witness; undoes in reverse order at the end. */
public final class FaultInjector {

  /** What an observation of an undo begins with when the recovery had done it already. */
  public static final String NOT_NEEDED = "not needed any more: ";

  private record Armed(Fault fault, Undo undo, Path file) {}

  private final Journal journal;
  private final UndoLog log;
  private final Deque<Armed> armed = new ArrayDeque<>();
  private boolean injected;

  public FaultInjector(Journal journal, Path undoDirectory) {
    this.journal = journal;
    this.log = new UndoLog(undoDirectory);
  }

  /** Whether anything has been broken. */
  public boolean hasInjected() {
    return injected;
  }

  /**
   * Undo to disk, then the fault, then its witness.
   *
   * @throws FaultException when the undo cannot be persisted (then nothing was injected), the
   *     injection failed, or its witness saw nothing in time
   */
  public void inject(Fault fault) {
    Undo undo = fault.undo();
    if (undo == null) {
      throw new FaultException(
          "fault "
              + fault.name()
              + " not injected: it gives null for an undo; return how it is taken back, or"
              + " Undo.withTheLab()",
          null,
          false);
    }
    Path file;
    try {
      file = log.persist(fault, undo);
    } catch (IOException e) {
      throw new FaultException(
          "fault " + fault.name() + " not injected: its undo cannot be persisted: " + e, e, false);
    }
    journal.append(
        EventType.UNDO_PERSISTED,
        "fault",
        fault.name(),
        "undo",
        undo.action(),
        "file",
        file.getFileName().toString());
    armed.push(new Armed(fault, undo, file));
    double began = journal.now();
    try {
      fault.inject();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FaultException("interrupted while injecting " + fault.name(), e, false);
    } catch (Exception e) {
      throw new FaultException("fault " + fault.name() + " could not be injected: " + e, e, false);
    }
    double at =
        journal
            .append(
                EventType.FAULT_INJECTED,
                "fault",
                fault.name(),
                "target",
                fault.target(),
                "tookMs",
                journal.now() - began)
            .t();
    injected = true;
    witness(fault, at);
  }

  private void witness(Fault fault, double injectedAtMs) {
    Witness witness = fault.witness();
    if (witness == null) {
      throw new FaultException(
          "fault "
              + fault.name()
              + " gives null for a witness; return what proves that it happened",
          null,
          false);
    }
    GateResult seen =
        Gates.await(
            new Gate(
                    "witness of " + fault.name(),
                    () -> {
                      Evidence evidence = witness.observe();
                      return Observation.of(evidence.seen(), evidence.text());
                    },
                    witness.deadline(),
                    Duration.ZERO)
                .withoutGrace());
    journal.append(
        EventType.WAIT, "on", "witness of " + fault.name(), "tookMs", journal.now() - injectedAtMs);
    boolean proven = seen.outcome() != GateResult.Outcome.FAILED;
    journal.append(
        proven ? EventType.FAULT_WITNESSED : EventType.FAULT_UNWITNESSED,
        "fault",
        fault.name(),
        "evidence",
        proven ? seen.observed() : seen.message());
    if (!proven) {
      throw new FaultException(
          "fault " + fault.name() + " has no witness: " + seen.message(), seen.cause(), true);
    }
  }

  /**
   * Undoes what recovery has not, last fault first. Every outcome is journalled: undone, not
   * needed, or an {@code error}.
   *
   * @return what failed, empty when all is undone
   */
  public List<Throwable> undoAll() {
    List<Throwable> failures = new ArrayList<>();
    while (!armed.isEmpty()) {
      Armed next = armed.pop();
      try {
        boolean done = next.undo().done().isDone();
        if (!done) {
          next.undo().run().run();
        }
        log.markDone(next.file());
        undone(next, done);
      } catch (Exception | Error e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        failures.add(e);
        try {
          notUndone(next, e);
        } catch (JournalException broken) {
          // The other faults must be undone all the same.
          e.addSuppressed(broken);
        }
      }
    }
    return failures;
  }

  private void undone(Armed which, boolean before) {
    journal.append(
        EventType.OBSERVED,
        "name",
        "undo of " + which.fault().name(),
        "detail",
        (before ? NOT_NEEDED : "undone: ") + which.undo().action(),
        "value",
        !before,
        "ok",
        null);
  }

  private void notUndone(Armed which, Throwable e) {
    journal.append(
        EventType.ERROR,
        "where",
        "undo of " + which.fault().name(),
        "message",
        e + "; what is left to do: " + which.undo().action() + ", see " + which.file());
  }
}
