package firedrill.lab;

import firedrill.sandbox.Platform;
import java.nio.file.Path;
import java.util.Map;

/** What all labs with a Kubernetes in them have in common. */
abstract class ClusterLab extends ComponentLab {

  ClusterLab(LabParts parts) {
    super(parts);
  }

  public final Platform platform() {
    return ground().platform();
  }

  @Override
  public final Map<String, String> placement() {
    return PodPlaces.of(platform().kubernetes());
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
