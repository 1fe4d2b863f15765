package firedrill.sandbox.local;

import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import java.nio.file.Path;
import java.util.List;

/** The guard of a lab that a probe makes for itself. */
public final class ProbeGuard {

  private ProbeGuard() {}

  /**
   * Begins a run.
   *
   * @param directory of the lab
   */
  public static Guard begin(Path directory) {
    return Guard.begin(
        new RecordStore(directory.resolve("record")),
        SandboxRecord.create("probe", "local", Addresses.ALL, List.of()),
        GuardSettings.system());
  }
}
