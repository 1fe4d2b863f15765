package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A kind of objects that a cluster serves and Velero backs up.
 *
 * @param path of its group and version at the API server
 * @param group empty for the core's
 */
record ServedKind(String path, String group, String plural, String kind, boolean namespaced) {

  /**
   * Velero restores none of these (velero 1.18, pkg/controller/restore_controller.go, {@code
   * nonRestorableResources}), or the control plane keeps them by itself.
   */
  static final Set<String> OF_NOBODY =
      Set.of(
          "nodes",
          "events",
          "events.events.k8s.io",
          "csinodes.storage.k8s.io",
          "volumeattachments.storage.k8s.io",
          "endpoints",
          "endpointslices.discovery.k8s.io",
          "leases.coordination.k8s.io");

  /** Of kinds that can do all this alone (velero 1.18, pkg/discovery/helper.go). */
  private static final List<String> BACKED_UP = List.of("list", "create", "get", "delete");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each one, in the version that the cluster prefers. */
  static List<ServedKind> all(KubernetesClient client) throws IOException {
    List<ServedKind> all = new ArrayList<>();
    add(all, client, "/api/v1", "");
    for (JsonNode group : read(client, "/apis").path("groups")) {
      String version = group.path("preferredVersion").path("groupVersion").asText();
      add(all, client, "/apis/" + version, group.path("name").asText());
    }
    return all;
  }

  private static void add(List<ServedKind> all, KubernetesClient client, String path, String group)
      throws IOException {
    for (JsonNode one : read(client, path).path("resources")) {
      ServedKind kind =
          new ServedKind(
              path,
              group,
              one.path("name").asText(),
              one.path("kind").asText(),
              one.path("namespaced").asBoolean());
      List<String> verbs = one.path("verbs").valueStream().map(JsonNode::asText).toList();
      if (verbs.containsAll(BACKED_UP) && !OF_NOBODY.contains(kind.resource())) {
        all.add(kind);
      }
    }
  }

  /** {@code <plural>.<group>}, and of the core's the plural alone. */
  String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The kind, and of those that Kubernetes does not bring itself the group as well. */
  String label() {
    return group.contains(".") && !group.endsWith(".k8s.io") ? kind + "." + group : kind;
  }

  /** Of all namespaces. */
  JsonNode items(KubernetesClient client) throws IOException {
    return read(client, path + "/" + plural).path("items");
  }

  /** Of one. */
  JsonNode items(KubernetesClient client, String namespace) throws IOException {
    return read(client, path + "/namespaces/" + namespace + "/" + plural).path("items");
  }

  private static JsonNode read(KubernetesClient client, String path) throws IOException {
    String answer = client.raw(path);
    if (answer == null) {
      throw new IOException("the API server has no " + path);
    }
    return JSON.readTree(answer);
  }
}
