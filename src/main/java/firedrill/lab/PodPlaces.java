package firedrill.lab;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** On which node each workload's pod runs. */
final class PodPlaces {

  /** Kinds of owners; Longhorn has an instance manager of its own for each node. */
  private static final Set<String> ON_EVERY_NODE = Set.of("DaemonSet", "InstanceManager");

  private static final String TEMPLATE_HASH = "pod-template-hash";

  private PodPlaces() {}

  /** From {@code namespace/workload} to a node; without those that run on every node anyway. */
  static Map<String, String> of(KubernetesClient kubernetes) {
    Map<String, String> places = new TreeMap<>();
    for (Pod pod : kubernetes.pods().inAnyNamespace().list().getItems()) {
      boolean runs =
          pod.getStatus() != null
              && "Running".equals(pod.getStatus().getPhase())
              && pod.getMetadata().getDeletionTimestamp() == null;
      if (runs && !ON_EVERY_NODE.contains(owner(pod))) {
        places.put(
            pod.getMetadata().getNamespace() + "/" + workload(pod), pod.getSpec().getNodeName());
      }
    }
    return places;
  }

  private static String owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .findFirst()
        .map(OwnerReference::getKind)
        .orElse("");
  }

  /** A Deployment's pods bear the hash of their template and a random suffix. */
  static String workload(Pod pod) {
    String prefix = pod.getMetadata().getGenerateName();
    Map<String, String> labels = pod.getMetadata().getLabels();
    String hash = labels == null ? null : labels.get(TEMPLATE_HASH);
    if (prefix == null || hash == null) {
      return pod.getMetadata().getName();
    }
    String end = "-" + hash + "-";
    return prefix.endsWith(end) ? prefix.substring(0, prefix.length() - end.length()) : prefix;
  }
}
