package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The Node object: made once, its status kept. */
final class NodeRegistration {

  static final String KUBELET_VERSION = "v1.36.3";

  private final KubernetesClient client;
  private final String name;
  private final String ip;
  private final AgentSettings settings;
  private final String bootId = UUID.randomUUID().toString();

  NodeRegistration(KubernetesClient client, String name, String ip, AgentSettings settings) {
    this.client = client;
    this.name = name;
    this.ip = ip;
    this.settings = settings;
  }

  /** Registers or corrects what is missing; writes nothing if all is as it should be. */
  Node ensure() {
    Node node = client.nodes().withName(name).get();
    if (node == null) {
      node = client.nodes().resource(node()).create();
    }
    if (!isReady(node) || !bootId.equals(bootId(node))) {
      String status = client.getKubernetesSerialization().asJson(status());
      node =
          client
              .nodes()
              .withName(name)
              .subresource("status")
              .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"status\":" + status + "}");
    }
    return node;
  }

  private Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(
            Map.of(
                "kubernetes.io/hostname",
                name,
                "kubernetes.io/os",
                "linux",
                "kubernetes.io/arch",
                architecture()))
        // Without it the controller manager makes no VolumeAttachments for this node's pods.
        .withAnnotations(Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true"))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private NodeStatus status() {
    Map<String, Quantity> resources =
        Map.of(
            "cpu", new Quantity(Integer.toString(settings.cpus())),
            "memory", new Quantity(Long.toString(settings.memoryBytes())),
            "ephemeral-storage", new Quantity("20Gi"),
            "pods", new Quantity("110"));
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new NodeStatusBuilder()
        .withCapacity(resources)
        .withAllocatable(resources)
        .addNewAddress(ip, "InternalIP")
        .addNewAddress(name, "Hostname")
        .withConditions(
            List.of(
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
                condition("Ready", "True", "KubeletReady", now)))
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

  private static NodeCondition condition(String type, String status, String reason, String now) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(reason)
        .withLastHeartbeatTime(now)
        .withLastTransitionTime(now)
        .build();
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static String bootId(Node node) {
    return node.getStatus() == null || node.getStatus().getNodeInfo() == null
        ? null
        : node.getStatus().getNodeInfo().getBootID();
  }

  private static String architecture() {
    return "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
  }
}
