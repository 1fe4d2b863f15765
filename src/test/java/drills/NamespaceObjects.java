package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.junit.CheckResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody has put into a namespace, of every kind and as far as a restore can bring it back:
 * kind, name, labels and content, without what the cluster adds to each object.
 */
record NamespaceObjects(Map<String, JsonNode> byName) {

  /** The cluster makes these in every namespace. */
  private static final Set<String> MADE_BY_CLUSTER =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  /** Velero's server writes the last one into each Schedule. */
  private static final List<String> GIVEN_BY_CLUSTER =
      List.of("clusterIP", "clusterIPs", "volumeName", "skipImmediately");

  /** Pods by themselves are left out, and what controllers make from others. */
  static NamespaceObjects of(KubernetesClient client, String namespace) throws IOException {
    Map<String, JsonNode> byName = new TreeMap<>();
    for (ServedKind kind : ServedKind.all(client)) {
      if (kind.namespaced() && !kind.resource().equals("pods")) {
        for (JsonNode one : kind.items(client, namespace)) {
          String name = kind.label() + "/" + one.path("metadata").path("name").asText();
          if (isMadeByHand(name, one)) {
            byName.put(name, content(one));
          }
        }
      }
    }
    return new NamespaceObjects(byName);
  }

  static boolean isMadeByHand(String name, JsonNode object) {
    return !MADE_BY_CLUSTER.contains(name)
        && object.path("metadata").path("ownerReferences").isEmpty();
  }

  /** Of an object, what its maker wrote of it. */
  static JsonNode content(JsonNode object) {
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

  /**
   * The same as a check; one that is there with other content, which no list shows, comes first.
   */
  CheckResult keptIn(NamespaceObjects copy) {
    Set<String> lost = lostIn(copy);
    String named =
        lost.stream()
            .filter(copy.byName::containsKey)
            .findFirst()
            .map(name -> name + " is another")
            .orElseGet(() -> lost.stream().findFirst().map(n -> n + " is missing").orElse(""));
    if (byName.isEmpty()) {
      return CheckResult.failed("nothing to compare", "");
    }
    return lost.isEmpty()
        ? CheckResult.passed(byName.size() + " objects: " + byName.keySet())
        : CheckResult.failed(named, "not as they were: " + lost);
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
