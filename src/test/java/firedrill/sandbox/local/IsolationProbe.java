package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.local.agent.ImageMap;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** Runs inside the launcher: nodes are cut off from the API server and come back. */
final class IsolationProbe {

  private final KubernetesClient client;

  private IsolationProbe(KubernetesClient client) {
    this.client = client;
  }

  public static void main(String[] args) throws Exception {
    try (ProbeCluster cluster = ProbeCluster.of(ProbeCluster.directory(), "pi1", "pi2", "pi3")) {
      LocalSandbox s = cluster.sandbox();
      LocalPlatform platform = cluster.platform();
      platform.startAgents(
          new ImageMap(Path.of("images.yaml"), Map.of()), program -> Path.of("/bin", program));
      IsolationProbe probe = new IsolationProbe(platform.kubernetes());
      saw("at first", probe.await("True", "True", "True"));
      s.network().linkDown(s.node("pi2"));
      saw("link of pi2 down", probe.await("True", "Unknown", "True"));
      s.network().linkUp(s.node("pi2"));
      saw("link of pi2 up", probe.await("True", "True", "True"));
      s.network().partition(Set.of(s.node("pi1")), Set.of(s.node("pi3")));
      saw("pi1 | pi3", probe.await("True", "True", "Unknown"));
      s.network().heal();
      saw("healed", probe.await("True", "True", "True"));
    }
  }

  private boolean await(String... ready) {
    Awaitility.await("nodes ready: " + List.of(ready))
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> List.of(ready("pi1"), ready("pi2"), ready("pi3")).equals(List.of(ready)));
    return true;
  }

  private String ready(String node) {
    return client.nodes().withName(node).require().getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .findFirst()
        .orElseThrow()
        .getStatus();
  }
}
