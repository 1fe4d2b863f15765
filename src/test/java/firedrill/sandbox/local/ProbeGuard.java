package firedrill.sandbox.local;

import firedrill.files.Attempts;
import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        SandboxRecord.create("probe", "local", Addresses.networks(Topology.homeLab()), List.of()),
        GuardSettings.system());
  }

  /** The home lab's machines, as Longhorn's privileged pods expect them; they have booted. */
  public static LocalSandbox withLonghornHosts(Path directory, Path checkout) {
    LocalSandbox sandbox =
        new LocalSandbox(
            directory, Topology.homeLab().withHostDirectory(Path.of("/var/lib/longhorn")));
    try {
      sandbox.start(
          Map.of(),
          Optional.of(
              new HostPrograms(checkout.resolve("sandbox/longhorn/host"), List.of("iscsid"))));
      return sandbox;
    } catch (RuntimeException e) {
      Attempts.after(e, sandbox::close);
      throw e;
    }
  }
}
