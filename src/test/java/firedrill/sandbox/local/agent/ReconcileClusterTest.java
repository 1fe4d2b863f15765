package firedrill.sandbox.local.agent;

import static firedrill.sandbox.local.agent.AgentCluster.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What others write in a node's or a pod's status")
@OnAgentCluster
class ReconcileClusterTest {

  /** Tolerates everything: it must still be there after its node was away. */
  private static final String STEADY =
      """
      tolerations: [{operator: Exists}]
      terminationGracePeriodSeconds: 1
      containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]
      """;

  private final AgentCluster cluster;

  ReconcileClusterTest(AgentCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName("is put right when the node is heard again: it and its pod are Ready, not restarted")
  void cutOff() {
    cluster.pod("steady", STEADY);
    until("ready", () -> "True".equals(cluster.condition("steady", "Ready")));
    cluster.cutOff();
    until("node NotReady", () -> "Unknown".equals(cluster.ready()));
    until("pod NotReady", () -> "False".equals(cluster.condition("steady", "Ready")));
    assertThat(cluster.condition("steady", "ContainersReady")).isEqualTo("True");
    cluster.reconnect();
    until("node Ready", () -> "True".equals(cluster.ready()));
    until("pod Ready", () -> "True".equals(cluster.condition("steady", "Ready")));
    assertThat(cluster.container("steady").getRestartCount()).isZero();
    assertThat(cluster.nodeCondition("MemoryPressure")).isEqualTo("False");
    cluster.delete("steady");
  }

  @Test
  @DisplayName("is put right in every condition and container of a pod, and a foreign one is left")
  void podStatus() {
    cluster.pod("meddled", STEADY);
    until("ready", () -> "True".equals(cluster.condition("meddled", "Ready")));
    // Patched: whatever the agent has written meanwhile is no conflict.
    cluster
        .admin()
        .pods()
        .inNamespace("default")
        .withName("meddled")
        .editStatus(
            pod ->
                new PodBuilder(pod)
                    .editStatus()
                    .withReason("Meddled")
                    .withPhase("Pending")
                    .editMatchingCondition(c -> "Initialized".equals(c.getType()))
                    .withStatus("False")
                    .endCondition()
                    .editMatchingCondition(c -> "ContainersReady".equals(c.getType()))
                    .withStatus("Unknown")
                    .withMessage("meddled")
                    .endCondition()
                    .addToConditions(
                        new PodConditionBuilder()
                            .withType("example.org/Own")
                            .withStatus("True")
                            .build())
                    .editFirstContainerStatus()
                    .withReady(false)
                    .withRestartCount(7)
                    .endContainerStatus()
                    .endStatus()
                    .build());
    until(
        "put right",
        () ->
            "Running".equals(cluster.get("meddled").getStatus().getPhase())
                && cluster.get("meddled").getStatus().getReason() == null
                && "True".equals(cluster.condition("meddled", "Initialized"))
                && "True".equals(cluster.condition("meddled", "ContainersReady"))
                && cluster.container("meddled").getReady()
                && cluster.container("meddled").getRestartCount() == 0);
    assertThat(cluster.condition("meddled", "example.org/Own")).isEqualTo("True");
    cluster.delete("meddled");
  }

  @Test
  @DisplayName("is put right in the node, which is not written again when nothing differs")
  void nodeStatus() {
    cluster
        .admin()
        .nodes()
        .withName(cluster.nodeObject().getMetadata().getName())
        .editStatus(
            node ->
                new NodeBuilder(node)
                    .editStatus()
                    .addToCapacity("cpu", new Quantity("1"))
                    .editMatchingCondition(c -> "DiskPressure".equals(c.getType()))
                    .withStatus("True")
                    .endCondition()
                    .addToConditions(
                        new NodeConditionBuilder()
                            .withType("example.org/Own")
                            .withStatus("True")
                            .build())
                    .endStatus()
                    .build());
    until(
        "put right",
        () ->
            "False".equals(cluster.nodeCondition("DiskPressure"))
                && new Quantity("4")
                    .equals(cluster.nodeObject().getStatus().getCapacity().get("cpu")));
    assertThat(cluster.nodeCondition("example.org/Own")).isEqualTo("True");
    until("taints settled", () -> cluster.nodeObject().getSpec().getTaints().isEmpty());
    String version = cluster.nodeObject().getMetadata().getResourceVersion();
    for (int beat = 0; beat < 2; beat++) {
      var before = renewed();
      until("a heartbeat", () -> renewed().isAfter(before));
    }
    assertThat(cluster.nodeObject().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  @DisplayName("stands with the node's own labels again after its agent was started anew")
  void labels() {
    cluster.losePower();
    cluster
        .admin()
        .nodes()
        .withName("n1")
        .edit(n -> new NodeBuilder(n).editMetadata().withLabels(null).endMetadata().build());
    cluster.startAgent();
    until(
        "labelled",
        () ->
            "n1"
                    .equals(
                        cluster
                            .nodeObject()
                            .getMetadata()
                            .getLabels()
                            .get("kubernetes.io/hostname"))
                && "True".equals(cluster.ready()));
  }

  private java.time.ZonedDateTime renewed() {
    return cluster
        .admin()
        .leases()
        .inNamespace("kube-node-lease")
        .withName("n1")
        .get()
        .getSpec()
        .getRenewTime();
  }
}
