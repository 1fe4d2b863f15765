package drills;

import firedrill.component.minio.Drive;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;

/** What a drive held of one bucket is gone from it, and its server goes on calling it healthy. */
record DriveEmptied(Drive drive, String bucket) implements Fault {

  @Override
  public String name() {
    return "drive-emptied";
  }

  @Override
  public String target() {
    return bucket + " on " + drive.name();
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  @Override
  public void inject() throws java.io.IOException {
    drive.empty(bucket);
  }

  @Override
  public Witness witness() {
    return () -> {
      int left = drive.objects(bucket).size();
      return Evidence.of(left == 0, drive.name() + " holds " + left + " objects of " + bucket);
    };
  }
}
