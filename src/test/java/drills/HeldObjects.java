package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Objects of every kind as somebody has made them, by resource, namespace and name: without what
 * the cluster adds to each, and without those that controllers make from others.
 */
record HeldObjects(Map<String, Held> byKey) {

  /**
   * One object.
   *
   * @param namespace that it is in, that it is, or that a volume's claim is in; empty for others
   * @param everywhere whether its kind has no namespaces
   * @param content with labels and annotations
   */
  record Held(String namespace, boolean everywhere, JsonNode content) {}

  /** Of a backup's archive; a further copy of each by its version is left out. */
  private static final Pattern ENTRY =
      Pattern.compile("resources/([^/]+)/(?:namespaces/[^/]+|cluster)/[^/]+\\.json");

  private static final List<String> NAMED = List.of("apiVersion", "kind", "metadata", "status");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a backup of Velero's holds.
   *
   * @param archive {@code <backup>.tar.gz}
   */
  static HeldObjects ofBackup(byte[] archive) throws IOException {
    Map<String, Held> all = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Matcher name = ENTRY.matcher(entry.getName());
        if (name.matches()) {
          add(all, name.group(1), JSON.readTree(tar.readAllBytes()));
        }
      }
    }
    return new HeldObjects(all);
  }

  /** What a cluster has now, of each kind that Velero backs up. */
  static HeldObjects ofCluster(KubernetesClient client) throws IOException {
    Map<String, Held> all = new TreeMap<>();
    for (ServedKind kind : ServedKind.all(client)) {
      for (JsonNode one : kind.items(client)) {
        add(all, kind.resource(), one);
      }
    }
    return new HeldObjects(all);
  }

  private static void add(Map<String, Held> all, String resource, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    if (ServedKind.OF_NOBODY.contains(resource) || !metadata.path("ownerReferences").isEmpty()) {
      return;
    }
    String name = metadata.path("name").asText();
    String in = metadata.path("namespace").asText();
    String of =
        switch (resource) {
          case "namespaces" -> name;
          case "persistentvolumes" ->
              object.path("spec").path("claimRef").path("namespace").asText();
          default -> in;
        };
    String key = resource + "/" + (in.isEmpty() ? "" : in + "/") + name;
    all.put(key, new Held(of, in.isEmpty(), content(object)));
  }

  private static JsonNode content(JsonNode object) {
    ObjectNode content = ((ObjectNode) object).deepCopy();
    content.remove(NAMED);
    for (String part : List.of("labels", "annotations")) {
      ObjectNode kept = content.putObject("of-" + part);
      object
          .path("metadata")
          .path(part)
          .properties()
          .forEach(
              one -> {
                // A restore marks what it makes, and service accounts that are there already.
                if (!one.getKey().startsWith("velero.io/")) {
                  kept.set(one.getKey(), one.getValue());
                }
              });
    }
    return content;
  }

  /**
   * What was made, edited or deleted since.
   *
   * @param later a look at the cluster
   * @param taken whether a namespace is backed up; of objects without one those count that are held
   */
  Set<String> changedIn(HeldObjects later, Predicate<String> taken) {
    Set<String> changed = new TreeSet<>();
    later.byKey.forEach(
        (key, now) -> {
          Held held = byKey.get(key);
          boolean asked = !now.everywhere() || key.startsWith("namespaces/");
          if (!now.namespace().isEmpty() && !taken.test(now.namespace())) {
            return;
          }
          if (held == null) {
            if (asked) {
              changed.add(key + " was made");
            }
          } else if (!held.content().equals(now.content())) {
            changed.add(key + " was edited");
          }
        });
    byKey.forEach(
        (key, held) -> {
          if ((held.namespace().isEmpty() || taken.test(held.namespace()))
              && !later.byKey.containsKey(key)) {
            changed.add(key + " was deleted");
          }
        });
    return changed;
  }
}
