package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Disks;
import firedrill.sandbox.Node;
import java.nio.file.Path;

/**
 * Disks of machines that are containers: their volumes. Those of a machine outside the cluster are
 * replaced with its container; a node of the cluster is k3d's, which makes no other in its place.
 */
record ContainerDisks(OutsideMachines outside) implements Disks {

  @Override
  public void replace(Node node) {
    if (node.spec().isInCluster()) {
      throw new IllegalStateException(
          node.name() + " is a node of the cluster: k3d puts no new disks into one");
    }
    outside.replace((K3dNode) node);
  }

  @Override
  public void save(Path into) {
    throw K3dSandbox.lacking(Capability.REWIND_DISKS);
  }

  @Override
  public void rewind(Path from) {
    throw K3dSandbox.lacking(Capability.REWIND_DISKS);
  }

  @Override
  public void remount(Node node, String options) {
    throw K3dSandbox.lacking(Capability.CUT_NODE_DISKS);
  }
}
