package firedrill.component.longhorn.saved;

import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** What a live migration, or an upgrade of the engine, left when it was saved in the middle. */
final class Migration {

  private static final String ACTIVE = "active";

  private Migration() {}

  /**
   * A live migration has two of each for a time; the one that is not active yet names the same. One
   * that is alone is made active: Longhorn deletes what is not, and the directory with it (manager
   * 1.12.0, {@code cleanupCorruptedOrStaleReplicas}).
   *
   * @param strip is told of those
   */
  static List<GenericKubernetesResource> active(
      List<GenericKubernetesResource> all, List<String> same, Strip strip) {
    return all.stream()
        .filter(one -> all.stream().noneMatch(other -> isRather(other, one, same)))
        .map(one -> standing(one) == 2 ? one : activated(one, strip))
        .toList();
  }

  private static boolean isRather(
      GenericKubernetesResource other, GenericKubernetesResource one, List<String> same) {
    return standing(other) > standing(one)
        && same.stream()
            .allMatch(
                field -> SavedResources.text(one, field).equals(SavedResources.text(other, field)));
  }

  private static GenericKubernetesResource activated(GenericKubernetesResource one, Strip strip) {
    strip.count(ACTIVE, Kind.ENGINE.kind().equals(one.getKind()) ? Kind.ENGINE : Kind.REPLICA);
    return SavedResources.copy(
        one,
        json -> {
          json.withObject("/spec").put(ACTIVE, true);
          return json;
        });
  }

  /** Longhorn always says it; where somebody took that out, it counts less than its word. */
  private static int standing(GenericKubernetesResource resource) {
    String said = SavedResources.text(resource, ACTIVE);
    return said.equals("true") ? 2 : said.isEmpty() ? 1 : 0;
  }
}
