package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.Map;

/** Requests for attachments: a volume is attached while it has one, and detached without. */
record Tickets(KubernetesClient client) {

  /** Ticket type of a person or a program outside Kubernetes (longhorn-manager 1.12.0). */
  static final String BY_HAND = "longhorn-api";

  /** Ticket type of a workload's attachment; one of the type above has priority over it. */
  static final String FOR_PODS = "csi-attacher";

  /**
   * @param frontend whether a device is asked for
   * @throws IllegalStateException when Longhorn has not taken the volume in yet
   */
  void file(String volume, String node, String id, String type, boolean frontend) {
    put(
        volume,
        id,
        Map.of(
            "id",
            id,
            "type",
            type,
            "nodeID",
            node,
            "parameters",
            Map.of("disableFrontend", String.valueOf(!frontend), "lastAttachedBy", id)));
  }

  /** Does nothing if there is none. */
  void takeBack(String volume, String id) {
    if (Kind.ATTACHMENT.in(client).withName(volume).get() != null) {
      put(volume, id, null);
    }
  }

  boolean has(String volume, String id) {
    GenericKubernetesResource attachment = Kind.ATTACHMENT.in(client).withName(volume).get();
    return attachment != null && attachment.get("spec", "attachmentTickets", id) != null;
  }

  private void put(String volume, String id, Map<String, Object> ticket) {
    Map<String, Object> tickets = new HashMap<>();
    tickets.put(id, ticket);
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(Map.of("spec", Map.of("attachmentTickets", tickets)));
    try {
      Kind.ATTACHMENT
          .in(client)
          .withName(volume)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        throw new IllegalStateException(
            "volume " + volume + " has no attachment object yet: wait until it is detached", e);
      }
      throw e;
    }
  }
}
