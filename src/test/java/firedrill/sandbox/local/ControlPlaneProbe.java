package firedrill.sandbox.local;

import static firedrill.sandbox.local.LaunchedProbe.saw;

import firedrill.sandbox.local.kubernetes.LocalPlatform;
import firedrill.sandbox.process.ManagedProcess;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Runs inside the launcher: the control plane's processes are killed under writes. */
final class ControlPlaneProbe {

  private ControlPlaneProbe() {}

  public static void main(String[] args) throws Exception {
    try (ProbeCluster cluster = ProbeCluster.of(ProbeCluster.directory(), "pi1")) {
      LocalSandbox s = cluster.sandbox();
      LocalPlatform platform = cluster.platform();
      KubernetesClient client = platform.kubernetes();
      Set<String> acknowledged = new ConcurrentSkipListSet<>();
      AtomicBoolean writing = new AtomicBoolean(true);
      Thread writer = new Thread(() -> write(client, acknowledged, writing), "writer");
      writer.start();
      awaitMore(acknowledged, 20);
      for (List<String> victims :
          List.of(
              List.of("etcd", "kube-apiserver"),
              List.of("kube-apiserver"),
              List.of("kube-controller-manager", "kube-scheduler"))) {
        Map<String, ManagedProcess> before = platform.controlPlane().processes();
        // The chain's end is the program: nsenter stands before it.
        victims.forEach(v -> before.get(v).innermost(1).orElseThrow().destroyForcibly());
        Awaitility.await("restart of " + victims)
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    victims.stream()
                        .allMatch(
                            v -> platform.controlPlane().processes().get(v) != before.get(v)));
        awaitMore(acknowledged, 20);
        saw("restarted " + victims, true);
      }
      writing.set(false);
      writer.join();
      Set<String> present =
          client.configMaps().inNamespace("default").list().getItems().stream()
              .map(c -> c.getMetadata().getName())
              .collect(Collectors.toCollection(TreeSet::new));
      saw("enough were acknowledged", acknowledged.size() >= 80);
      acknowledged.removeAll(present);
      saw("acknowledged but missing", acknowledged);

      s.power().crash(s.node("pi1"));
      saw("processes of a dead node", platform.controlPlane().processes());
      s.power().restore(s.node("pi1"));
      Awaitility.await("API server after a reboot")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> "ok".equals(client.raw("/readyz")));
      saw(
          "same data after a reboot",
          client.configMaps().inNamespace("default").list().getItems().size() >= present.size());
    }
  }

  private static void write(
      KubernetesClient client, Set<String> acknowledged, AtomicBoolean writing) {
    for (int i = 0; writing.get(); i++) {
      String name = "entry-" + i;
      try {
        client
            .configMaps()
            .inNamespace("default")
            .resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
        acknowledged.add(name);
      } catch (KubernetesClientException unknown) {
        // Not acknowledged: it may be there or not.
      }
    }
  }

  private static void awaitMore(Set<String> acknowledged, int more) {
    int from = acknowledged.size();
    Awaitility.await("writes are acknowledged")
        .atMost(Duration.ofSeconds(60))
        .until(() -> acknowledged.size() >= from + more);
  }
}
