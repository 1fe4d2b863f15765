package firedrill.sandbox.local.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server a pod's status, the newest only, and never the same twice. It has its own
 * lane: an API server that hangs does not hold up the pod's containers.
 */
final class StatusPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration RETRY = Duration.ofMillis(250);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AgentContext agent;
  private final Pod pod;
  private final Lane lane;
  private PodStatus next;
  private PodStatus accepted;
  private boolean delete;
  private boolean gone;
  private boolean retrying;

  StatusPublisher(AgentContext agent, Pod pod) {
    this.agent = agent;
    this.pod = pod;
    this.lane = new Lane(agent.loop());
  }

  void offer(PodStatus status) {
    lane.execute(
        () -> {
          next = status;
          flush();
        });
  }

  /** Deletes the pod object for good, after the last status. */
  void delete() {
    lane.execute(
        () -> {
          delete = true;
          flush();
        });
  }

  /** The object is gone: nothing more to tell. */
  void stop() {
    lane.execute(() -> gone = true);
  }

  private void flush() {
    if (gone || retrying) {
      return;
    }
    try {
      if (next != null && !next.equals(accepted)) {
        PodStatus sending = next;
        RawPatch.send(
            agent.client(),
            path() + "/status",
            PatchType.STRATEGIC_MERGE,
            patch(pod.getMetadata().getUid(), json(sending)).toString());
        accepted = sending;
      }
      if (delete) {
        agent
            .client()
            .raw(
                path(),
                "DELETE",
                new DeleteOptionsBuilder()
                    .withApiVersion("v1")
                    .withKind("DeleteOptions")
                    .withGracePeriodSeconds(0L)
                    .withNewPreconditions(null, pod.getMetadata().getUid())
                    .build());
        gone = true;
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // Another pod of this name, or none: there is nobody to report to.
        gone = true;
        return;
      }
      LOG.info("status of pod {} not taken: {}", pod.getMetadata().getName(), e.getMessage());
      retrying = true;
      var unused =
          agent
              .loop()
              .after(
                  RETRY,
                  lane,
                  () -> {
                    retrying = false;
                    flush();
                  });
    }
  }

  private String path() {
    return "/api/v1/namespaces/%s/pods/%s"
        .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  private String json(PodStatus status) {
    return agent.client().getKubernetesSerialization().asJson(status);
  }

  /** A strategic merge keeps what it is not told to drop, hence the explicit nulls. */
  static ObjectNode patch(String uid, String status) {
    ObjectNode body;
    try {
      body = (ObjectNode) JSON.readTree(status);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a status: " + status, e);
    }
    for (JsonNode condition : body.path("conditions")) {
      ObjectNode c = (ObjectNode) condition;
      c.putIfAbsent("reason", c.nullNode());
      c.putIfAbsent("message", c.nullNode());
    }
    if (body.has("podIPs")) {
      ((ArrayNode) body.get("podIPs")).addObject().put("$patch", "replace");
    }
    if (body.has("hostIPs")) {
      ((ArrayNode) body.get("hostIPs")).addObject().put("$patch", "replace");
    }
    ObjectNode root = JSON.createObjectNode();
    root.putObject("metadata").put("uid", uid);
    root.set("status", body);
    return root;
  }
}
