package firedrill.lab;

import firedrill.sandbox.Platform;
import java.nio.file.Path;

/** What all labs with a Kubernetes in them have in common. */
abstract class ClusterLab extends ComponentLab {

  ClusterLab(LabParts parts) {
    super(parts);
  }

  public final Platform platform() {
    return ground().platform();
  }

  /**
   * Where a claim's files lie, behind its pods' backs.
   *
   * @throws IllegalStateException when the claim is not bound, or its volume is mounted nowhere
   */
  public final Path volume(String namespace, String claim) {
    return ground().volume(namespace, claim);
  }
}
