package firedrill.sandbox.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The part of a pod's status that is its node's to say. Other conditions, and what the API server
 * adds, are left alone.
 */
final class ReportedStatus {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportedStatus() {}

  /**
   * Whether the API server says what the node says. Times of transition do not count, as with a
   * kubelet (1.36, {@code isPodStatusByKubeletEqual}).
   *
   * @param theirs null when there is none yet
   */
  static boolean same(PodStatus ours, PodStatus theirs) {
    return theirs != null
        && ours.getConditions().stream().allMatch(c -> isAmong(theirs.getConditions(), c))
        && isSameApartFromConditions(ours, theirs);
  }

  private static boolean isAmong(List<PodCondition> theirs, PodCondition ours) {
    return theirs.stream()
        .anyMatch(
            c ->
                ours.getType().equals(c.getType())
                    && Objects.equals(ours.getStatus(), c.getStatus())
                    && Objects.equals(ours.getReason(), c.getReason())
                    && Objects.equals(ours.getMessage(), c.getMessage()));
  }

  private static boolean isSameApartFromConditions(PodStatus ours, PodStatus theirs) {
    ObjectNode own = withCause(ours);
    ObjectNode other = withCause(theirs);
    // What a node leaves out it does not say, for example the class of service.
    other.retain(names(own));
    own.remove("conditions");
    other.remove("conditions");
    return own.equals(other);
  }

  private static List<String> names(ObjectNode of) {
    List<String> names = new ArrayList<>();
    of.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Of all that a node may leave out, it says with its silence that there is no cause. */
  private static ObjectNode withCause(PodStatus status) {
    ObjectNode json = JSON.valueToTree(status);
    json.putIfAbsent("reason", json.nullNode());
    json.putIfAbsent("message", json.nullNode());
    return json;
  }

  /**
   * What brings the API server's status to the node's. A strategic merge keeps what it is not told
   * to drop, hence the explicit nulls.
   *
   * @param uid of the pod: a successor of the same name refuses the patch
   */
  static String patch(String uid, PodStatus status) {
    ObjectNode body = withCause(status);
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
    return root.toString();
  }
}
