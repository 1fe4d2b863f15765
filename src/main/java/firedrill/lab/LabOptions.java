package firedrill.lab;

import firedrill.component.vault.Leases;
import firedrill.sandbox.Pi2;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one lab differs from the usual.
 *
 * @param postgres overrides of PostgreSQL's settings, for example {@code fsync=off} in a twin
 * @param pi2 what the foundations run on
 * @param gitFsync what the git service flushes (git-config(1), {@code core.fsync}); {@code all}
 *     unless in a twin
 * @param longhorn whether the cluster has Longhorn, with its volumes on all nodes
 */
public record LabOptions(
    Leases leases, Map<String, String> postgres, Pi2 pi2, String gitFsync, boolean longhorn) {

  /** The git service flushes all it acknowledges. */
  private static final String ALL = "all";

  public static LabOptions usual() {
    return new LabOptions(Leases.ofDrill(), Map.of(), Pi2.ofProperties(), ALL, false);
  }

  public LabOptions withPostgres(String setting, String value) {
    Map<String, String> more = new TreeMap<>(postgres);
    more.put(setting, value);
    return new LabOptions(leases, more, pi2, gitFsync, longhorn);
  }

  public LabOptions withGitFsync(String components) {
    return new LabOptions(leases, postgres, pi2, components, longhorn);
  }

  public LabOptions withLonghorn() {
    return new LabOptions(leases, postgres, pi2, gitFsync, true);
  }
}
