package firedrill.lab;

import firedrill.component.vault.Leases;
import firedrill.ground.GroundSpec;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one lab differs from the usual.
 *
 * @param postgres overrides of PostgreSQL's settings, for example {@code fsync=off} in a twin
 * @param pi2 what the foundations run on
 * @param longhorn whether the cluster has Longhorn, with its volumes on all nodes
 * @param foundations whether PostgreSQL runs beside the cluster, and programs that need it in it
 */
public record LabOptions(
    Leases leases, Map<String, String> postgres, Pi2 pi2, boolean longhorn, boolean foundations) {

  public static LabOptions usual() {
    return new LabOptions(Leases.ofDrill(), Map.of(), Pi2.ofProperties(), false, true);
  }

  /** Kubernetes and Longhorn alone. */
  public static LabOptions storage() {
    return new LabOptions(Leases.ofDrill(), Map.of(), Pi2.PROCESS, true, false);
  }

  public LabOptions withPostgres(String setting, String value) {
    Map<String, String> more = new TreeMap<>(postgres);
    more.put(setting, value);
    return new LabOptions(leases, more, pi2, longhorn, foundations);
  }

  public LabOptions withLonghorn() {
    return new LabOptions(leases, postgres, pi2, true, foundations);
  }

  /** What a lab of this kind asks its sandbox for. */
  GroundSpec ground(Path directory, GroundSpec.Foundations with) {
    Topology topology = Topology.homeLab();
    GroundSpec spec =
        GroundSpec.of(
                directory,
                OnGround.checkout(),
                longhorn ? LonghornOnGround.topology(topology) : topology)
            .withFoundations(with);
    return longhorn ? LonghornOnGround.on(spec) : spec;
  }
}
