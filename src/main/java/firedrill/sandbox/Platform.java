package firedrill.sandbox;

import firedrill.guard.Guard;
import firedrill.guard.GuardedKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;

/** The Kubernetes that runs in a sandbox, and how the harness reaches it. */
public interface Platform {

  Guard guard();

  GuardedKubernetes guardedKubernetes();

  /** Cluster administrator, guarded; closed with the platform. */
  KubernetesClient kubernetes();

  /** Where the harness reaches a Service. */
  URI service(String namespace, String name, int port);

  /** A program's upstream manifests, for example VSO's custom resource definitions. */
  Path assets(String program);

  /**
   * A file inside a running container.
   *
   * @param path absolute, inside the container
   * @throws IllegalStateException when that container does not run
   * @throws UnsupportedOperationException in a sandbox whose containers cannot be looked into
   */
  ContainerFile containerFile(String namespace, String pod, String container, String path);

  /**
   * A file of a node, as the harness itself can open it.
   *
   * @param path absolute, on the node, for example below {@code /var/lib/longhorn}
   */
  Path nodeFile(String node, String path);

  /** Copies control plane, node and container logs. */
  void collect(Path into);
}
