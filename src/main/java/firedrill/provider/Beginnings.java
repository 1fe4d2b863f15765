package firedrill.provider;

import firedrill.guard.Guard;
import firedrill.guard.GuardSettings;
import firedrill.guard.RecordStore;
import firedrill.guard.SandboxRecord;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Topology;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** How a lab begins, whatever it is built in. */
public final class Beginnings {

  /** Set by the control plane (Kubernetes 1.36, node lifecycle controller). */
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  private Beginnings() {}

  /**
   * Begins the record of what this process makes, under a name that no other has.
   *
   * @param name what it is of, for example {@code lab}
   * @param kind of sandbox
   * @param directory the lab's own
   * @param networks of the lab, such as {@code 10.87.14.0/24}
   */
  public static Guard record(String name, String kind, Path directory, List<String> networks) {
    return Guard.begin(
        new RecordStore(directory.resolve("record")),
        SandboxRecord.create(
            name + "-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36),
            kind,
            networks,
            List.of()),
        GuardSettings.system());
  }

  /**
   * Returns when pods can be placed on every node of a cluster.
   *
   * @throws org.awaitility.core.ConditionTimeoutException naming them when they are not ready in
   *     time
   */
  public static void awaitNodes(Platform platform, Topology topology, Duration within) {
    Set<String> wanted = new TreeSet<>();
    topology.cluster().stream().map(NodeSpec::name).forEach(wanted::add);
    Awaitility.await("nodes " + wanted + " are ready")
        .atMost(within)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(40))
        .until(() -> readyNodes(platform.kubernetes()).containsAll(wanted));
  }

  private static Set<String> readyNodes(KubernetesClient kubernetes) {
    Set<String> ready = new TreeSet<>();
    kubernetes.nodes().list().getItems().stream()
        .filter(Readiness::isNodeReady)
        // Taken away a moment later: until then a scheduler goes past the node.
        .filter(n -> n.getSpec().getTaints().stream().noneMatch(t -> NOT_READY.equals(t.getKey())))
        .forEach(n -> ready.add(n.getMetadata().getName()));
    return ready;
  }
}
