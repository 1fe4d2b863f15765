package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What a node says of itself in its Node's status. One per boot. */
final class NodeReport {

  static final String KUBELET_VERSION = "v1.36.3";

  private final String bootId = UUID.randomUUID().toString();
  private final String name;
  private final String ip;
  private final AgentSettings settings;

  NodeReport(String name, String ip, AgentSettings settings) {
    this.name = name;
    this.ip = ip;
    this.settings = settings;
  }

  /**
   * What the node has to say now.
   *
   * @param before what the API server has, null when it has nothing: a condition whose status stays
   *     keeps its time of transition
   */
  NodeStatus status(NodeStatus before, Instant now) {
    Map<String, Quantity> resources =
        Map.of(
            "cpu", new Quantity(Integer.toString(settings.cpus())),
            "memory", new Quantity(Long.toString(settings.memoryBytes())),
            "ephemeral-storage", new Quantity("20Gi"),
            "pods", new Quantity("110"));
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new NodeStatusBuilder()
        .withCapacity(resources)
        .withAllocatable(resources)
        .addNewAddress(ip, "InternalIP")
        .addNewAddress(name, "Hostname")
        .withConditions(
            List.of(
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory", before, time),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", before, time),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", before, time),
                condition("Ready", "True", "KubeletReady", before, time)))
        .withNewNodeInfo()
        .withBootID(bootId)
        .withMachineID(name)
        .withSystemUUID(name)
        .withKernelVersion(System.getProperty("os.version"))
        .withOsImage("firedrill node")
        .withOperatingSystem("linux")
        .withArchitecture(architecture())
        .withContainerRuntimeVersion("firedrill://0.1")
        .withKubeletVersion(KUBELET_VERSION)
        .withKubeProxyVersion("")
        .endNodeInfo()
        .build();
  }

  private static NodeCondition condition(
      String type, String status, String reason, NodeStatus before, String now) {
    String since =
        of(before, type)
            .filter(c -> status.equals(c.getStatus()))
            .map(NodeCondition::getLastTransitionTime)
            .orElse(now);
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(reason)
        .withLastHeartbeatTime(now)
        .withLastTransitionTime(since)
        .build();
  }

  /**
   * Whether the API server says it already, whenever it was told; what others add does not count.
   */
  static boolean isSaid(NodeStatus wanted, NodeStatus theirs) {
    return theirs != null
        && has(theirs.getCapacity(), wanted.getCapacity())
        && has(theirs.getAllocatable(), wanted.getAllocatable())
        && theirs.getAddresses().containsAll(wanted.getAddresses())
        && Objects.equals(theirs.getNodeInfo(), wanted.getNodeInfo())
        && wanted.getConditions().stream().allMatch(c -> isSaid(c, theirs));
  }

  private static boolean has(Map<String, Quantity> theirs, Map<String, Quantity> wanted) {
    return theirs != null && theirs.entrySet().containsAll(wanted.entrySet());
  }

  private static boolean isSaid(NodeCondition wanted, NodeStatus theirs) {
    return of(theirs, wanted.getType())
        .filter(
            c ->
                Objects.equals(wanted.getStatus(), c.getStatus())
                    && Objects.equals(wanted.getReason(), c.getReason())
                    && Objects.equals(wanted.getMessage(), c.getMessage()))
        .isPresent();
  }

  private static Optional<NodeCondition> of(NodeStatus status, String type) {
    return status == null
        ? Optional.empty()
        : status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  static String architecture() {
    return "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
  }
}
