package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.junit.CheckResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody has put into a namespace, as far as a restore can bring it back: kind, name, labels
 * and content, without what the cluster adds to each object.
 */
record NamespaceObjects(Map<String, JsonNode> byName) {

  /** The cluster makes these in every namespace. */
  private static final Set<String> MADE_BY_CLUSTER =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  private static final List<String> GIVEN_BY_CLUSTER =
      List.of("clusterIP", "clusterIPs", "volumeName");

  static NamespaceObjects of(KubernetesClient client, String namespace) {
    List<HasMetadata> all = new ArrayList<>();
    all.addAll(client.configMaps().inNamespace(namespace).list().getItems());
    all.addAll(client.secrets().inNamespace(namespace).list().getItems());
    all.addAll(client.serviceAccounts().inNamespace(namespace).list().getItems());
    all.addAll(client.services().inNamespace(namespace).list().getItems());
    all.addAll(client.persistentVolumeClaims().inNamespace(namespace).list().getItems());
    all.addAll(client.apps().deployments().inNamespace(namespace).list().getItems());
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    Map<String, JsonNode> byName = new TreeMap<>();
    for (HasMetadata one : all) {
      String name = one.getKind() + "/" + one.getMetadata().getName();
      if (!MADE_BY_CLUSTER.contains(name)) {
        byName.put(name, content(serialization.convertValue(one, JsonNode.class)));
      }
    }
    return new NamespaceObjects(byName);
  }

  private static JsonNode content(JsonNode object) {
    ObjectNode content = ((ObjectNode) object).deepCopy();
    ObjectNode labels = new ObjectMapper().createObjectNode();
    content
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(
            label -> {
              // A restore marks what it makes.
              if (!label.getKey().startsWith("velero.io/")) {
                labels.set(label.getKey(), label.getValue());
              }
            });
    content.remove(List.of("metadata", "status"));
    content.set("labels", labels);
    if (content.path("spec") instanceof ObjectNode spec) {
      spec.remove(GIVEN_BY_CLUSTER);
    }
    return content;
  }

  /** What of this a copy does not have as it is here, by kind and name. */
  Set<String> lostIn(NamespaceObjects copy) {
    Set<String> lost = new TreeSet<>();
    byName.forEach(
        (name, content) -> {
          if (!content.equals(copy.byName.get(name))) {
            lost.add(name);
          }
        });
    return lost;
  }

  /** Whether a copy has every object as it is here, and no other. */
  CheckResult sameIn(NamespaceObjects copy) {
    List<String> wrong = new ArrayList<>();
    byName.forEach(
        (name, content) -> {
          JsonNode other = copy.byName.get(name);
          if (other == null) {
            wrong.add(name + " is missing");
          } else if (!other.equals(content)) {
            wrong.add(name + " is another: " + other + ", it was " + content);
          }
        });
    copy.byName.keySet().stream()
        .filter(name -> !byName.containsKey(name))
        .forEach(name -> wrong.add(name + " was not there before"));
    return wrong.isEmpty() && !byName.isEmpty()
        ? CheckResult.passed(byName.size() + " objects: " + byName.keySet())
        : CheckResult.failed(
            wrong.isEmpty() ? "nothing to compare" : wrong.get(0).replaceAll(":.*", ""),
            wrong.toString());
  }
}
