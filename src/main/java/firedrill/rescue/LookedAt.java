package firedrill.rescue;

import firedrill.component.longhorn.injection.Orphan;
import firedrill.component.longhorn.injection.SavedReplica;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which nodes that saved resources speak of were looked at: of each, replicas were found in as many
 * folders as it had disks.
 *
 * @param nodes that are named
 * @param lacking those of them that were not, or not whole
 */
record LookedAt(Set<String> nodes, List<String> lacking) {

  /**
   * @param found of any volume
   * @param named likewise
   */
  static LookedAt of(List<Orphan> found, List<SavedReplica> named) {
    Map<String, Set<Path>> folders = new HashMap<>();
    for (Orphan one : found) {
      folders
          .computeIfAbsent(one.node(), node -> new HashSet<>())
          .add(one.directory().toAbsolutePath().getParent());
    }
    Map<String, Set<String>> disks = new TreeMap<>();
    for (SavedReplica one : named) {
      disks
          .computeIfAbsent(one.node(), node -> new HashSet<>())
          .add(one.disk().map(path -> path.replaceFirst("/+$", "")).orElse(""));
    }
    List<String> lacking =
        disks.entrySet().stream()
            .filter(
                node ->
                    folders.getOrDefault(node.getKey(), Set.of()).size() < node.getValue().size())
            .map(Map.Entry::getKey)
            .toList();
    return new LookedAt(disks.keySet(), lacking);
  }

  /** One node alone does not tell that there are no others. */
  boolean everywhere() {
    return nodes.size() > 1 && lacking.isEmpty();
  }
}
