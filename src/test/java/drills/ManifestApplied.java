package drills;

import firedrill.component.minio.StoreInCluster;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Somebody deploys MinIO with the manifest as it is printed. */
final class ManifestApplied implements Fault {

  private final StoreInCluster store;
  private String first = "taken";

  ManifestApplied(StoreInCluster store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "manifest-applied";
  }

  @Override
  public String target() {
    return StoreInCluster.AS_PRINTED;
  }

  @Override
  public Undo undo() {
    return Undo.withTheLab();
  }

  /** Without its namespace it is turned down: then the namespace is made, as people would. */
  @Override
  public void inject() {
    try {
      store.apply(StoreInCluster.AS_PRINTED);
    } catch (KubernetesClientException e) {
      first = e.getCode() + " " + (e.getStatus() == null ? "" : e.getStatus().getMessage());
      store.makeNamespace();
      store.apply(StoreInCluster.AS_PRINTED);
    }
  }

  @Override
  public Witness witness() {
    return () -> {
      List<String> sets =
          store.sets().stream().map(StatefulSet::getMetadata).map(m -> m.getName()).toList();
      return Evidence.of(sets.size() == 2, "at first: %s; StatefulSets: %s".formatted(first, sets));
    };
  }
}
