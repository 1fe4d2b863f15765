package drills;

import firedrill.recovery.Condition;
import firedrill.recovery.Observation;
import java.util.Optional;

/**
 * One line of the document's migration checklist.
 *
 * @param id of its check
 * @param before whether it is to be done before the rebuild
 * @param text as the document has it
 * @param condition that it is done; empty when only a person can tell
 */
record ChecklistLine(String id, boolean before, String text, Optional<Condition> condition) {

  /** What a walk saw of a line. */
  enum State {
    DONE,
    OPEN,
    NOT_ANSWERED,
    FOR_PEOPLE
  }

  /**
   * A line as it was found.
   *
   * @param text of the line, the document's
   * @param seen in words
   */
  record Walked(String id, String text, State state, String seen) {

    /** As on a printed list. */
    @Override
    public String toString() {
      return (state == State.DONE ? "[x] " : "[ ] ")
          + text
          + ": "
          + (state == State.FOR_PEOPLE ? "by hand: " : "")
          + seen;
    }
  }

  static ChecklistLine checked(String id, boolean before, String text, Condition condition) {
    return new ChecklistLine(id, before, text, Optional.of(condition));
  }

  static ChecklistLine forPeople(String id, boolean before, String text) {
    return new ChecklistLine(id, before, text, Optional.empty());
  }

  /** A question that cannot be asked is not answered: the line is not done. */
  Walked walk() {
    if (condition.isEmpty()) {
      return new Walked(id, text, State.FOR_PEOPLE, "only a person can tell");
    }
    try {
      Observation now = condition.get().check();
      return new Walked(id, text, now.ok() ? State.DONE : State.OPEN, now.text());
    } catch (Exception e) {
      return new Walked(id, text, State.NOT_ANSWERED, "cannot be asked: " + e);
    }
  }
}
