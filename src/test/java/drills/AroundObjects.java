package drills;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody has put into a cluster beside the namespaces of applications, by kind and name:
 * objects of no namespace, and of those that a backup excludes.
 */
record AroundObjects(Set<String> names) {

  private static final List<String> NAMESPACES = List.of("kube-system", "velero");

  /** Kubernetes makes these by itself, in every cluster. */
  private static final List<String> MADE_BY_CLUSTER =
      List.of("system:", "kubeadm:", "cluster-admin", "admin", "edit", "view", "system-", "kube-");

  static AroundObjects of(KubernetesClient client) {
    List<HasMetadata> all = new ArrayList<>();
    all.addAll(client.rbac().clusterRoles().list().getItems());
    all.addAll(client.rbac().clusterRoleBindings().list().getItems());
    all.addAll(client.storage().v1().storageClasses().list().getItems());
    all.addAll(client.scheduling().v1().priorityClasses().list().getItems());
    all.addAll(client.apiextensions().v1().customResourceDefinitions().list().getItems());
    for (String namespace : NAMESPACES) {
      all.addAll(client.secrets().inNamespace(namespace).list().getItems());
      all.addAll(client.apps().deployments().inNamespace(namespace).list().getItems());
      // Listed as objects of any kind, for nobody has classes for them.
      all.addAll(
          client
              .genericKubernetesResources("velero.io/v1", "Schedule")
              .inNamespace(namespace)
              .list()
              .getItems());
    }
    Set<String> names = new TreeSet<>();
    for (HasMetadata one : all) {
      String name = one.getMetadata().getName();
      if (MADE_BY_CLUSTER.stream().noneMatch(name::startsWith)) {
        String namespace = one.getMetadata().getNamespace();
        names.add(one.getKind() + "/" + (namespace == null ? "" : namespace + "/") + name);
      }
    }
    return new AroundObjects(names);
  }

  /** What of this is not in a later look. */
  Set<String> missingIn(AroundObjects later) {
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(later.names);
    return missing;
  }
}
