package firedrill.lab;

import firedrill.component.minio.StoreInCluster;

/** Kubernetes on four nodes at two sites, for MinIO's StatefulSets. */
public final class MinioClusterLab extends ClusterLab {

  MinioClusterLab(LabParts parts) {
    super(parts);
  }

  public StoreInCluster store() {
    return get(StoreInCluster.class);
  }
}
