package drills;

import com.fasterxml.jackson.databind.JsonNode;
import firedrill.junit.CheckResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody has put into a cluster beside the namespaces of applications, by kind and name,
 * with its content, and when: objects of no namespace, and of those that a backup excludes.
 */
record AroundObjects(Map<String, Instant> made, NamespaceObjects contents) {

  private static final List<String> NAMESPACES = List.of("kube-system", "velero");

  private static final ResourceDefinitionContext SCHEDULES =
      new ResourceDefinitionContext.Builder()
          .withGroup("velero.io")
          .withVersion("v1")
          .withKind("Schedule")
          .withPlural("schedules")
          .withNamespaced(true)
          .build();

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
      all.addAll(schedules(client, namespace));
    }
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    Map<String, Instant> made = new TreeMap<>();
    Map<String, JsonNode> contents = new TreeMap<>();
    for (HasMetadata one : all) {
      String name = one.getMetadata().getName();
      if (MADE_BY_CLUSTER.stream().noneMatch(name::startsWith)) {
        String namespace = one.getMetadata().getNamespace();
        String key = one.getKind() + "/" + (namespace == null ? "" : namespace + "/") + name;
        made.put(key, Instant.parse(one.getMetadata().getCreationTimestamp()));
        contents.put(
            key, NamespaceObjects.content(serialization.convertValue(one, JsonNode.class)));
      }
    }
    return new AroundObjects(made, new NamespaceObjects(contents));
  }

  /**
   * As objects of any kind, for nobody has classes for them; none where Velero is not installed.
   */
  private static List<GenericKubernetesResource> schedules(
      KubernetesClient client, String namespace) {
    try {
      return client.genericKubernetesResources(SCHEDULES).inNamespace(namespace).list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  /**
   * Whether an object is of a namespace that the document's daily backup leaves out.
   *
   * @param name {@code <namespace>/<name>}
   */
  static boolean isExcluded(String name) {
    return NAMESPACES.stream().anyMatch(n -> name.startsWith(n + "/"));
  }

  Set<String> names() {
    return new TreeSet<>(made.keySet());
  }

  /**
   * When the oldest of some was made.
   *
   * @param some of these, at least one
   */
  Instant oldest(Set<String> some) {
    return some.stream().map(made::get).min(Comparator.naturalOrder()).orElseThrow();
  }

  /** What of this a later look does not have, or not as it is here. */
  Set<String> lostIn(AroundObjects later) {
    return contents.lostIn(later.contents);
  }

  /** The same as a check, whatever else there is later. */
  CheckResult keptIn(AroundObjects later) {
    return contents.keptIn(later.contents);
  }
}
