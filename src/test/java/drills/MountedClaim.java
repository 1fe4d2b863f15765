package drills;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A claim that the only pod of a Deployment of the same name keeps mounted. */
record MountedClaim(KubernetesClient client, String namespace, String name) {

  /** Whether its pod has the volume mounted. */
  boolean isMounted() {
    Deployment keeper = client.apps().deployments().inNamespace(namespace).withName(name).get();
    return keeper != null
        && keeper.getStatus() != null
        && Integer.valueOf(1).equals(keeper.getStatus().getReadyReplicas());
  }

  void scale(int replicas) {
    client.apps().deployments().inNamespace(namespace).withName(name).scale(replicas);
  }

  /** Name of its volume; Kubernetes knows it also when Longhorn does not. */
  String volume() {
    return client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName(name)
        .require()
        .getSpec()
        .getVolumeName();
  }
}
