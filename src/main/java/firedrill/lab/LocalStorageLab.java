package firedrill.lab;

import firedrill.component.manifest.Manifests;

/** Kubernetes on three nodes whose volumes are directories of a node. */
public final class LocalStorageLab extends ClusterLab {

  LocalStorageLab(LabParts parts) {
    super(parts);
  }

  /** The manifests every sandbox takes. */
  public Manifests manifests() {
    return new Manifests(platform().kubernetes(), manifestFolder());
  }
}
