package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.integrity.ObjectHistory;
import firedrill.recovery.Observation;

/**
 * A mirror was begun that leaves something out and says nothing of it.
 *
 * @param copied what it does copy: when that is there the rest would be too
 * @param skipped what it leaves out
 */
record MirrorSkips(Mirror mirror, ObjectHistory copied, ObjectHistory skipped) implements Fault {

  @Override
  public String name() {
    return "mirror-skips-prefix";
  }

  @Override
  public String target() {
    return skipped.keys().size() + " objects";
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  /** It was begun with the arguments that do it. */
  @Override
  public void inject() {}

  @Override
  public Witness witness() {
    return () -> {
      Observation there = mirror.holds(copied);
      Observation left = mirror.holds(skipped);
      return Evidence.of(
          there.ok() && !left.ok(),
          "of what it copies " + there.text() + "; of what it skips " + left.text());
    };
  }
}
