package drills;

import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;

/**
 * A pod writes into a volume until it is nearly full.
 *
 * @param mebibytes that it writes
 * @param percent to which the volume is filled then, as the pod's own df says
 */
record VolumeFilled(SmallVolume volume, long mebibytes, int percent) implements Fault {

  private static final String POD = "filler";

  @Override
  public String name() {
    return "volume-filled";
  }

  @Override
  public String target() {
    return volume.shelf().namespace() + "/" + volume.name();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() {
    volume.startFilling(POD, mebibytes, percent);
  }

  @Override
  public Witness witness() {
    return () -> {
      var ended = volume.shelf().ended(POD);
      return Evidence.of(
          ended.ok(),
          "%s; it ends well when df in it says %d %% or more".formatted(ended.text(), percent));
    };
  }
}
