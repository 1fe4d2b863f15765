package firedrill.lab;

import firedrill.component.vault.Leases;
import java.util.Map;

/**
 * How one lab differs from the usual.
 *
 * @param longhorn whether the cluster has Longhorn, with its volumes on all nodes
 * @param postgres overrides of PostgreSQL's settings, for example {@code fsync=off} in a twin
 */
public record LabOptions(Leases leases, Map<String, String> postgres, boolean longhorn) {

  public static LabOptions usual() {
    return new LabOptions(Leases.ofDrill(), Map.of(), false);
  }

  public LabOptions withLonghorn() {
    return new LabOptions(leases, postgres, true);
  }
}
