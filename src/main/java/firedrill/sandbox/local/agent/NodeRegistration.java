package firedrill.sandbox.local.agent;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;

/**
 * The Node object: made once, and its status kept as the node has it. Who else writes there, as the
 * node controller does when a node falls silent, is corrected at the next heartbeat (Kubernetes
 * 1.36, {@code tryUpdateNodeStatus} in pkg/kubelet/kubelet_node_status.go).
 */
final class NodeRegistration {

  /** Without it the controller manager makes no VolumeAttachments for this node's pods. */
  private static final Map<String, String> ANNOTATIONS =
      Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true");

  private final KubernetesClient client;
  private final String name;
  private final NodeReport report;
  private boolean registered;

  NodeRegistration(KubernetesClient client, String name, String ip, AgentSettings settings) {
    this.client = client;
    this.name = name;
    this.report = new NodeReport(name, ip, settings);
  }

  /** Registers or corrects what is missing; writes nothing if all is as it should be. */
  Node ensure() {
    Node node = client.nodes().withName(name).get();
    if (node == null) {
      node = client.nodes().resource(withOwnMetadata(new Node())).create();
    } else if (!registered && !withOwnMetadata(node).equals(node)) {
      // As a kubelet does when it starts, and not again.
      Node own = withOwnMetadata(new Node());
      node = patch("", Map.of("metadata", own.getMetadata()));
    }
    registered = true;
    NodeStatus wanted = report.status(node.getStatus(), Instant.now());
    return NodeReport.isSaid(wanted, node.getStatus())
        ? node
        : patch("status", Map.of("status", wanted));
  }

  private Node patch(String subresource, Map<String, Object> body) {
    var of = client.nodes().withName(name);
    String json = client.getKubernetesSerialization().asJson(body);
    PatchContext how = PatchContext.of(PatchType.STRATEGIC_MERGE);
    return subresource.isEmpty()
        ? of.patch(how, json)
        : of.subresource(subresource).patch(how, json);
  }

  private Node withOwnMetadata(Node node) {
    return new NodeBuilder(node)
        .editOrNewMetadata()
        .withName(name)
        .addToLabels(
            Map.of(
                "kubernetes.io/hostname",
                name,
                "kubernetes.io/os",
                "linux",
                "kubernetes.io/arch",
                NodeReport.architecture()))
        .addToAnnotations(ANNOTATIONS)
        .endMetadata()
        .build();
  }
}
