package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The attachments of Longhorn's volumes that Kubernetes asks for. One that it still asks for on
 * behalf of a pod that is gone takes a volume of that name as soon as there is one again, and keeps
 * it from being detached.
 */
public record Attachments(KubernetesClient client) {

  /** Takes the request for every one of them back; returns at once. */
  public void release() {
    ours()
        .map(a -> a.getMetadata().getName())
        .forEach(name -> client.storage().v1().volumeAttachments().withName(name).delete());
  }

  /** PersistentVolumes that are still asked for, or not let go of yet. */
  public List<String> volumes() {
    return ours().map(a -> a.getSpec().getSource().getPersistentVolumeName()).toList();
  }

  /** The nodes on which each PersistentVolume is attached. */
  public Map<String, Set<String>> nodes() {
    return ours()
        .filter(a -> a.getStatus() != null && Boolean.TRUE.equals(a.getStatus().getAttached()))
        .collect(
            Collectors.groupingBy(
                a -> a.getSpec().getSource().getPersistentVolumeName(),
                Collectors.mapping(a -> a.getSpec().getNodeName(), Collectors.toSet())));
  }

  private Stream<VolumeAttachment> ours() {
    return client.storage().v1().volumeAttachments().list().getItems().stream().filter(Csi::isOurs);
  }
}
