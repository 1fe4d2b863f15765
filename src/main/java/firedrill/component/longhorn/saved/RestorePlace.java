package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the cluster has what a volume's saved resources name: nodes, their disks, images. */
final class RestorePlace {

  private final KubernetesClient client;

  RestorePlace(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What it does not have, in words.
   *
   * @param own the volume, and those of its Replicas that are to be applied
   */
  Optional<String> missing(SavedResources own) {
    return Stream.of(nodes(own), images(own), disks(own)).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> nodes(SavedResources own) {
    Set<String> nodes =
        client.nodes().list().getItems().stream()
            .map(n -> n.getMetadata().getName())
            .collect(Collectors.toSet());
    List<String> gone =
        own.replicas().stream()
            .map(r -> SavedResources.text(r, "nodeID"))
            .filter(node -> !nodes.isEmpty() && !nodes.contains(node))
            .distinct()
            .toList();
    return when(
        !gone.isEmpty(),
        "the cluster has no node "
            + String.join(", ", gone)
            + ", on which Replicas are saved; was it renamed? Give it its name back. If it is gone"
            + " for good, choose a directory by hand, or use Method D");
  }

  /** Engine images that Longhorn will make itself are not there before its first start. */
  private Optional<String> images(SavedResources own) {
    Set<String> engines =
        Kind.ENGINE_IMAGE.in(client).list().getItems().stream()
            .map(i -> SavedResources.text(i, "image"))
            .collect(Collectors.toSet());
    Set<String> backings =
        Kind.BACKING_IMAGE.in(client).list().getItems().stream()
            .map(i -> i.getMetadata().getName())
            .collect(Collectors.toSet());
    for (GenericKubernetesResource volume : own.volumes()) {
      String engine = SavedResources.text(volume, "image");
      if (!engine.isEmpty() && !engines.isEmpty() && !engines.contains(engine)) {
        return Optional.of(
            "it needs the engine image "
                + engine
                + ", which this Longhorn does not have; deploy it first");
      }
      String backing = SavedResources.text(volume, "backingImage");
      if (!backing.isEmpty() && !backings.contains(backing)) {
        return Optional.of(
            "it stands on BackingImage " + backing + ", which is not there; put that back first");
      }
    }
    return Optional.empty();
  }

  private Optional<String> disks(SavedResources own) {
    List<GenericKubernetesResource> nodes = Kind.NODE.in(client).list().getItems();
    for (GenericKubernetesResource replica : own.replicas()) {
      String node = SavedResources.text(replica, "nodeID");
      String disk = SavedResources.text(replica, "diskID");
      boolean elsewhere =
          nodes.stream()
              .filter(n -> n.getMetadata().getName().equals(node))
              .map(RestorePlace::uuids)
              // A manager that has never run has not looked at its disks yet.
              .anyMatch(uuids -> !uuids.isEmpty() && !uuids.contains(disk));
      if (elsewhere) {
        String now =
            nodes.stream()
                .filter(n -> uuids(n).contains(disk))
                .map(n -> "; it is in " + n.getMetadata().getName() + " now: bring it back there")
                .findFirst()
                .orElse("; was it replaced? Bring it, choose a directory by hand, or use Method D");
        return Optional.of(
            "no disk of node "
                + node
                + " has the UUID "
                + disk
                + " of replica "
                + replica.getMetadata().getName()
                + now);
      }
    }
    return Optional.empty();
  }

  private static List<String> uuids(GenericKubernetesResource node) {
    return node.get("status", "diskStatus") instanceof Map<?, ?> disks
        ? disks.values().stream()
            .filter(Map.class::isInstance)
            .map(disk -> String.valueOf(((Map<?, ?>) disk).get("diskUUID")))
            .filter(uuid -> !uuid.isEmpty() && !uuid.equals("null"))
            .toList()
        : List.of();
  }

  private static Optional<String> when(boolean so, String text) {
    return so ? Optional.of(text) : Optional.empty();
  }
}
