package firedrill.sandbox;

import firedrill.guard.Guard;
import firedrill.guard.GuardedHttp;
import firedrill.guard.GuardedKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;

/** The Kubernetes that runs in a sandbox, and how the harness reaches it. */
public interface Platform {

  Guard guard();

  GuardedKubernetes guardedKubernetes();

  /** Cluster administrator, guarded; closed with the platform. */
  KubernetesClient kubernetes();

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

  /** Copies control plane, node and container logs. */
  void collect(Path into);
}
