package firedrill.lab;

/** Kubernetes on three nodes whose volumes are directories of a node, and nothing else. */
public final class LocalStorageLab extends ClusterLab {

  LocalStorageLab(LabParts parts) {
    super(parts);
  }
}
