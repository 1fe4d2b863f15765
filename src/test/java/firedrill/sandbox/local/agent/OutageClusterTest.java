package firedrill.sandbox.local.agent;

import static firedrill.sandbox.local.agent.AgentCluster.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A node agent over an outage")
@OnAgentCluster
class OutageClusterTest {

  private final AgentCluster cluster;

  OutageClusterTest(AgentCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName("survives the API server's death and hears of new pods when it returns")
  void apiServerDies() throws IOException {
    cluster.pod(
        "early", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> cluster.container("early").getState().getRunning() != null);
    cluster.plane().killApiServer();
    cluster.plane().startApiServer();
    until("API server is back", cluster.plane()::ready);
    cluster.pod(
        "later", "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("running", () -> cluster.container("later").getState().getRunning() != null);
    assertThat(cluster.container("early").getRestartCount()).isZero();
    cluster.delete("early");
    cluster.delete("later");
  }

  @Test
  @DisplayName("after a power loss is NotReady, then starts its pods again, but no Never pods")
  void powerLoss() {
    cluster.pod(
        "always",
        """
        initContainers: [{name: first, image: 'shell:1', args: ['-c', 'true']}]
        containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]
        """);
    cluster.pod(
        "never",
        "restartPolicy: Never\n"
            + "containers: [{name: main, image: 'shell:1', args: ['-c', 'exec sleep 1000']}]");
    until("both run", () -> cluster.running("always") && cluster.running("never"));
    cluster.losePower();
    until("NotReady", () -> "Unknown".equals(cluster.ready()));
    String bootId = cluster.nodeObject().getStatus().getNodeInfo().getBootID();
    cluster.startAgent();
    until("Ready", () -> "True".equals(cluster.ready()));
    assertThat(cluster.nodeObject().getStatus().getNodeInfo().getBootID()).isNotEqualTo(bootId);
    until(
        "restarted",
        () -> cluster.container("always").getRestartCount() == 1 && cluster.running("always"));
    assertThat(cluster.container("always").getLastState().getTerminated().getReason())
        .isEqualTo("Unknown");
    assertThat(
            cluster.get("always").getStatus().getInitContainerStatuses().get(0).getRestartCount())
        .isEqualTo(1);
    until("failed", () -> "Failed".equals(cluster.get("never").getStatus().getPhase()));
    assertThat(cluster.container("never").getState().getTerminated().getExitCode()).isEqualTo(255);
    cluster.delete("always");
    cluster.delete("never");
  }
}
