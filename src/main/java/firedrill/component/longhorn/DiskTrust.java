package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The verdict on every node's disks that the managers' disk monitor gives after its first period of
 * 30 s, given at once.
 */
record DiskTrust(KubernetesClient client) {

  void anticipate() {
    Kind.NODE.in(client).list().getItems().forEach(this::trust);
  }

  private void trust(GenericKubernetesResource node) {
    Kind.NODE
        .in(client)
        .withName(node.getMetadata().getName())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client
                .getKubernetesSerialization()
                .asJson(Map.of("status", Map.of("diskStatus", trusted(node)))));
  }

  private static Map<String, Object> trusted(GenericKubernetesResource node) {
    Map<String, Object> disks = new HashMap<>();
    if (node.get("status", "diskStatus") instanceof Map<?, ?> known) {
      known
          .keySet()
          .forEach(
              d ->
                  disks.put(
                      String.valueOf(d),
                      Map.of("conditions", List.of(holding("Ready"), holding("Schedulable")))));
    }
    return disks;
  }

  private static Map<String, String> holding(String type) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return Map.of(
        "type",
        type,
        "status",
        "True",
        "lastProbeTime",
        "",
        "lastTransitionTime",
        now,
        "reason",
        "",
        "message",
        "as before the cluster ended");
  }
}
