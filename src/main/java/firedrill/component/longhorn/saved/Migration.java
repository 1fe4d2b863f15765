package firedrill.component.longhorn.saved;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** What a live migration, or an upgrade of the engine, left when it was saved in the middle. */
final class Migration {

  private Migration() {}

  /** A live migration has two of each for a time; the one that is not active yet names the same. */
  static List<GenericKubernetesResource> active(
      List<GenericKubernetesResource> all, List<String> same) {
    return all.stream()
        .filter(
            one ->
                isActive(one)
                    || all.stream()
                        .noneMatch(
                            other ->
                                isActive(other)
                                    && same.stream()
                                        .allMatch(
                                            field ->
                                                SavedResources.text(one, field)
                                                    .equals(SavedResources.text(other, field)))))
        .toList();
  }

  private static boolean isActive(GenericKubernetesResource resource) {
    return !SavedResources.text(resource, "active").equals("false");
  }
}
