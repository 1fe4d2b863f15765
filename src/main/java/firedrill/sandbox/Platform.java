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

  /** Copies control plane, node and container logs. */
  void collect(Path into);
}
