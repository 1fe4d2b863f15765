package firedrill.component.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What Kubernetes can say of itself after a failure. */
final class ClusterState {

  private ClusterState() {}

  static String events(KubernetesClient client) {
    return client.v1().events().inAnyNamespace().list().getItems().stream()
        .sorted(Comparator.comparing(ClusterState::time))
        .map(
            e ->
                String.join(
                    " ",
                    time(e),
                    e.getType(),
                    e.getMetadata().getNamespace(),
                    e.getInvolvedObject().getKind() + "/" + e.getInvolvedObject().getName(),
                    e.getReason() + ":",
                    e.getMessage()))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Pods, claims and volumes; no Secrets. */
  static String objects(KubernetesClient client) {
    List<HasMetadata> all = new ArrayList<>();
    all.addAll(client.nodes().list().getItems());
    all.addAll(client.pods().inAnyNamespace().list().getItems());
    all.addAll(client.persistentVolumeClaims().inAnyNamespace().list().getItems());
    all.addAll(client.persistentVolumes().list().getItems());
    return Serialization.asYaml(all);
  }

  private static String time(Event e) {
    if (e.getLastTimestamp() != null) {
      return e.getLastTimestamp();
    }
    return e.getEventTime() == null ? "-" : e.getEventTime().getTime();
  }
}
