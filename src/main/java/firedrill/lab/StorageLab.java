package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;

/** Kubernetes on three nodes with Longhorn in it, and nothing else. */
public final class StorageLab extends ClusterLab {

  StorageLab(LabParts parts) {
    super(parts);
  }

  public Longhorn longhorn() {
    return get(Longhorn.class);
  }

  /** The manifests every sandbox takes. */
  public Manifests manifests() {
    return new Manifests(platform().kubernetes(), manifestFolder());
  }
}
