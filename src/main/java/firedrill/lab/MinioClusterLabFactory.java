package firedrill.lab;

import firedrill.component.Component;
import firedrill.component.kubernetes.Kubernetes;
import firedrill.component.minio.StoreInCluster;
import firedrill.component.storage.LocalPath;
import firedrill.sandbox.Topology;
import java.util.ArrayList;
import java.util.List;

/** Builds {@link MinioClusterLab}s: four nodes, as the document has them, two for each site. */
public final class MinioClusterLabFactory extends ComponentLabFactory<MinioClusterLab> {

  @Override
  protected Topology topology() {
    return Topology.cluster("primary-1", "primary-2", "secondary-1", "secondary-2");
  }

  @Override
  protected List<Component<?>> components() {
    List<Component<?>> all = new ArrayList<>(Kubernetes.components());
    all.add(LocalPath.beside());
    all.add(StoreInCluster.component());
    return all;
  }

  @Override
  protected MinioClusterLab lab(LabParts parts) {
    return new MinioClusterLab(parts);
  }
}
