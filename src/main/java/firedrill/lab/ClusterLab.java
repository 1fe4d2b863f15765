package firedrill.lab;

import firedrill.sandbox.Capability;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Requires;
import java.util.Map;

/** What all labs with a Kubernetes in them have in common. */
abstract class ClusterLab extends ComponentLab {

  ClusterLab(LabParts parts) {
    super(parts);
  }

  public final Platform platform() {
    return ground().platform();
  }

  /**
   * Installs the cluster anew on its machines, which must have no power; see {@link
   * firedrill.ground.Ground#newCluster}. From then on {@link #platform()} is the new one. Returns
   * when all nodes are ready.
   */
  @Requires(Capability.NEW_CLUSTER)
  public final void newCluster() {
    ground().newCluster();
    ground().awaitNodes();
  }

  @Override
  public final Map<String, String> placement() {
    return PodPlaces.of(platform().kubernetes());
  }

  /**
   * Files of a claim, behind its pods' backs.
   *
   * @throws IllegalStateException when the claim is not bound, or its volume is mounted nowhere
   */
  public final FileTree claimFiles(String namespace, String claim) {
    return ground().claimFiles(namespace, claim);
  }
}
