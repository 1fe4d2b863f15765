package firedrill.component.longhorn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.TreeMap;

/** Fields of a custom resource; what is not there is empty, 0 or false. */
record Resource(GenericKubernetesResource resource) {

  String name() {
    return resource.getMetadata().getName();
  }

  String uid() {
    return resource.getMetadata().getUid();
  }

  String text(Object... path) {
    Object value = resource.get(path);
    return value == null ? "" : value.toString();
  }

  long number(Object... path) {
    String text = text(path);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  boolean flag(Object... path) {
    return Boolean.parseBoolean(text(path));
  }

  Map<String, String> texts(Object... path) {
    Map<String, String> texts = new TreeMap<>();
    if (resource.get(path) instanceof Map<?, ?> map) {
      map.forEach((k, v) -> texts.put(String.valueOf(k), String.valueOf(v)));
    }
    return texts;
  }

  /** Whether the condition of this type has the status True. */
  boolean holds(String condition) {
    return resource.get("status", "conditions") instanceof Iterable<?> all
        && isTrue(all, condition);
  }

  private static boolean isTrue(Iterable<?> conditions, String type) {
    for (Object c : conditions) {
      if (c instanceof Map<?, ?> m && type.equals(m.get("type"))) {
        return "True".equals(m.get("status"));
      }
    }
    return false;
  }
}
