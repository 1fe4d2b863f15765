package drills;

import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.recovery.Action;

/**
 * Something that should not be done in a recovery, done to data that may be lost.
 *
 * @param target what it is done to
 * @param witness that it was done
 */
record Mistake(String name, String target, Action action, Witness witness) implements Fault {

  @Override
  public void inject() throws Exception {
    action.run();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }
}
