package firedrill.sandbox;

import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The Kubernetes that runs in a sandbox, and how the harness reaches it. */
public interface Platform {

  Guard guard();

  GuardedKubernetes guardedKubernetes();

  /** Cluster administrator, guarded; closed with the platform. */
  KubernetesClient kubernetes();

  /**
   * A cluster administrator's kubeconfig, whole in itself as people save it: whoever has the text
   * has the cluster.
   */
  String kubeconfig();

  /** Where the harness reaches a Service. */
  URI service(String namespace, String name, int port);

  /** A client of all Services; one that looks at a mark of its own has another. */
  GuardedHttp services();

  /** A program's upstream manifests, for example VSO's custom resource definitions. */
  Path assets(String program);

  /**
   * Connects to a unix socket inside a running container.
   *
   * @throws IOException when that container does not run, or nobody listens there
   */
  ByteChannel connect(ContainerFile socket) throws IOException;

  /**
   * Files of a node.
   *
   * @param directory absolute, on the node, for example below {@code /var/lib/longhorn}
   * @throws IllegalArgumentException for one that cannot be opened from outside
   */
  @Requires(Capability.NODE_FILES)
  FileTree nodeFiles(String node, String directory);

  /**
   * Where the kubelet of a node tells its figures, {@code kubelet_volume_stats_used_bytes} among
   * them, to who has a token that may {@code get} {@code nodes/metrics}.
   */
  @Requires(Capability.KUBELET_METRICS)
  default URI kubeletMetrics(String node) {
    throw new IllegalStateException("the metrics of " + node + "'s kubelet are not reached");
  }

  /**
   * The same figures, of all nodes that have power and a cable; empty where they are not known. Of
   * a volume that hangs it may take as long.
   */
  default Optional<List<VolumeFigures>> volumeFigures() {
    return Optional.empty();
  }

  /** Copies control plane, node and container logs. */
  void collect(Path into);
}
