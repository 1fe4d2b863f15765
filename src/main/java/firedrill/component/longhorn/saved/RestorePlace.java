package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the cluster has what saved resources name: nodes, their disks, images. */
final class RestorePlace {

  private final KubernetesClient client;
  private final SavedResources saved;

  RestorePlace(KubernetesClient client, SavedResources saved) {
    this.client = client;
    this.saved = saved;
  }

  void require(RestoreStep step) throws RestoreRefused {
    nodesThere(step);
    imagesThere(step);
    disksKnown(step);
  }

  private void nodesThere(RestoreStep step) throws RestoreRefused {
    Set<String> nodes =
        client.nodes().list().getItems().stream()
            .map(n -> n.getMetadata().getName())
            .collect(Collectors.toSet());
    List<String> gone =
        saved.replicas().stream()
            .map(r -> SavedResources.text(r, "nodeID"))
            .filter(node -> !nodes.isEmpty() && !nodes.contains(node))
            .distinct()
            .toList();
    RestorePreconditions.refuseIf(
        !gone.isEmpty(),
        step,
        "the cluster has no node "
            + String.join(", ", gone)
            + ", on which Replicas are saved; was it renamed? Give it its name back, or use Method"
            + " D");
  }

  /** Engine images that Longhorn will make itself are not there before its first start. */
  private void imagesThere(RestoreStep step) throws RestoreRefused {
    Set<String> engines =
        Kind.ENGINE_IMAGE.in(client).list().getItems().stream()
            .map(i -> SavedResources.text(i, "image"))
            .collect(Collectors.toSet());
    Set<String> backings =
        Kind.BACKING_IMAGE.in(client).list().getItems().stream()
            .map(i -> i.getMetadata().getName())
            .collect(Collectors.toSet());
    for (GenericKubernetesResource volume : saved.volumes()) {
      String engine = SavedResources.text(volume, "image");
      RestorePreconditions.refuseIf(
          !engine.isEmpty() && !engines.isEmpty() && !engines.contains(engine),
          step,
          "volume "
              + volume.getMetadata().getName()
              + " needs the engine image "
              + engine
              + ", which this Longhorn does not have; deploy it first");
      String backing = SavedResources.text(volume, "backingImage");
      RestorePreconditions.refuseIf(
          !backing.isEmpty() && !backings.contains(backing),
          step,
          "volume "
              + volume.getMetadata().getName()
              + " stands on BackingImage "
              + backing
              + ", which is not there; put that back first");
    }
  }

  private void disksKnown(RestoreStep step) throws RestoreRefused {
    List<GenericKubernetesResource> nodes = Kind.NODE.in(client).list().getItems();
    for (GenericKubernetesResource replica : saved.replicas()) {
      String node = SavedResources.text(replica, "nodeID");
      String disk = SavedResources.text(replica, "diskID");
      boolean elsewhere =
          nodes.stream()
              .filter(n -> n.getMetadata().getName().equals(node))
              .map(n -> n.get("status", "diskStatus"))
              // A manager that has never run has not looked at its disks yet.
              .filter(disks -> disks instanceof java.util.Map<?, ?> map && !map.isEmpty())
              .anyMatch(disks -> !disks.toString().contains(disk));
      RestorePreconditions.refuseIf(
          elsewhere,
          step,
          "no disk of node "
              + node
              + " has the UUID "
              + disk
              + " of replica "
              + replica.getMetadata().getName());
    }
  }
}
