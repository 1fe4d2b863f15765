package firedrill.component.longhorn;

import firedrill.component.kubernetes.Once;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;

/** Deletions of Longhorn's resources, with and without what its managers do about them. */
record Removal(KubernetesClient client) {

  /** On engines and replicas (longhorn-manager 1.12.0, {@code types.GetVolumeLabels}). */
  private static final String VOLUME_LABEL = "longhornvolume";

  private static final int NOT_FOUND = 404;

  void delete(Kind kind, String name) {
    Once.ask(client, c -> kind.in(c).withName(name).delete());
  }

  void stripFinalizer(String volume) {
    Once.ask(client, c -> strip(c, Kind.VOLUME, volume));
  }

  void forget(String volume) {
    for (Kind kind : List.of(Kind.SNAPSHOT, Kind.REPLICA, Kind.ENGINE, Kind.VOLUME)) {
      for (GenericKubernetesResource r : kind.in(client).list().getItems()) {
        Map<String, String> labels = r.getMetadata().getLabels();
        if (r.getMetadata().getName().equals(volume)
            || (labels != null && volume.equals(labels.get(VOLUME_LABEL)))) {
          forget(kind, r.getMetadata().getName());
        }
      }
    }
  }

  private void forget(Kind kind, String name) {
    try {
      var unused = strip(client, kind, name);
      kind.in(client).withName(name).delete();
    } catch (KubernetesClientException e) {
      // The garbage collector deletes along, and one that was being deleted goes at once.
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private static GenericKubernetesResource strip(KubernetesClient client, Kind kind, String name) {
    return kind.in(client)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
  }
}
