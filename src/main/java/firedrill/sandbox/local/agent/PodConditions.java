package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The conditions kubelet owns; a condition keeps its transition time while its status stays. */
final class PodConditions {

  private final Map<String, PodCondition> last = new LinkedHashMap<>();

  PodConditions(Pod pod) {
    if (pod.getStatus() != null && pod.getStatus().getConditions() != null) {
      pod.getStatus().getConditions().forEach(c -> last.put(c.getType(), c));
    }
  }

  List<PodCondition> of(
      Pod pod,
      String phase,
      boolean sandbox,
      List<ContainerStatus> init,
      List<ContainerStatus> regular,
      String now) {
    List<PodCondition> all = new ArrayList<>();
    all.add(condition("PodReadyToStartContainers", sandbox, null, null, now));
    List<String> incomplete = names(init);
    boolean done = "Succeeded".equals(phase);
    all.add(
        condition(
            "Initialized",
            done || incomplete.isEmpty(),
            done ? "PodCompleted" : "ContainersNotInitialized",
            done ? null : "containers with incomplete status: " + brackets(incomplete),
            now));
    String why = done ? "PodCompleted" : "Failed".equals(phase) ? "PodFailed" : null;
    List<String> unready = names(regular);
    boolean ready = why == null && unready.isEmpty();
    String reason = why != null ? why : "ContainersNotReady";
    String message = why != null ? null : "containers with unready status: " + brackets(unready);
    all.add(condition("ContainersReady", ready, reason, message, now));
    if (ready && !gatesOpen(pod)) {
      ready = false;
      reason = "ReadinessGatesNotReady";
      message = "corresponding condition of a pod readiness gate is not \"True\"";
    }
    all.add(condition("Ready", ready, reason, message, now));
    return all;
  }

  private PodCondition condition(
      String type, boolean holds, String reason, String message, String now) {
    String status = holds ? "True" : "False";
    PodCondition before = last.get(type);
    boolean same = before != null && status.equals(before.getStatus());
    boolean explain = !holds || "PodCompleted".equals(reason);
    PodCondition condition =
        new PodConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(explain ? reason : null)
            .withMessage(holds ? null : message)
            .withLastTransitionTime(
                same ? Objects.toString(before.getLastTransitionTime(), now) : now)
            .build();
    last.put(type, condition);
    return condition;
  }

  private static boolean gatesOpen(Pod pod) {
    var gates = pod.getSpec().getReadinessGates();
    return gates == null
        || gates.stream()
            .allMatch(
                gate ->
                    pod.getStatus().getConditions().stream()
                        .anyMatch(
                            c ->
                                c.getType().equals(gate.getConditionType())
                                    && "True".equals(c.getStatus())));
  }

  private static List<String> names(List<ContainerStatus> statuses) {
    return statuses.stream()
        .filter(s -> !Boolean.TRUE.equals(s.getReady()))
        .map(ContainerStatus::getName)
        .toList();
  }

  private static String brackets(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }
}
