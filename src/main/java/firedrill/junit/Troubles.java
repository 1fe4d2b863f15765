package firedrill.junit;

import firedrill.fault.FaultException;
import firedrill.journal.EventType;
import firedrill.journal.Journal;
import firedrill.journal.JournalException;
import firedrill.recovery.GateFailedException;
import firedrill.recovery.StepFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What was thrown in a scenario and around it: journalled, and kept until its verdict. */
final class Troubles {

  private final Journal journal;
  private final List<Throwable> all = new ArrayList<>();

  Troubles(Journal journal) {
    this.journal = journal;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Not to be journalled. */
  void keep(Throwable thrown) {
    all.add(thrown);
  }

  /** Kept, and journalled unless it is there already. */
  void add(String where, Throwable thrown) {
    keep(thrown);
    boolean known =
        thrown instanceof GateFailedException
            || thrown instanceof StepFailedException
            || thrown instanceof NotSteadyException
            || thrown instanceof JournalException
            || (thrown instanceof FaultException fault && fault.isJournalled());
    if (known) {
      return;
    }
    try {
      if (thrown instanceof AssertionError) {
        journal.append(
            EventType.CHECK_FAILED,
            "check",
            "assertion",
            "culprit",
            "assertion",
            "detail",
            String.valueOf(thrown.getMessage()));
      } else {
        journal.append(EventType.ERROR, "where", where, "message", told(thrown));
      }
    } catch (RuntimeException | Error e) {
      // Not to be journalled in its turn.
      keep(e);
    }
  }

  /**
   * A lab that does not start says so itself; that a parameter has no value is only JUnit's part.
   */
  private static String told(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof ParameterResolutionException && cause != null
        ? cause.getMessage()
        : thrown.toString();
  }

  /** Whatever is thrown, a broken journal too, must not keep the lab from being ended. */
  void guarded(Runnable action) {
    try {
      action.run();
    } catch (JournalException e) {
      keep(e);
    } catch (RuntimeException | Error e) {
      add("teardown", e);
    }
  }

  /** The first, with the others as suppressed; to be asked for once. */
  Optional<Throwable> asCause() {
    Optional<Throwable> first = all.stream().findFirst();
    first.ifPresent(
        cause -> all.stream().filter(t -> t != cause).forEach(t -> cause.addSuppressed(t)));
    return first;
  }
}
