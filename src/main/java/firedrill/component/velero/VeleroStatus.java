package firedrill.component.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * What Velero says of a backup or a restore.
 *
 * @param phase for example {@code Completed} or {@code PartiallyFailed}; empty before it has begun
 */
public record VeleroStatus(String phase, int warnings, int errors) {

  static final VeleroStatus NONE = new VeleroStatus("", 0, 0);

  static VeleroStatus of(GenericKubernetesResource resource) {
    if (resource == null) {
      return NONE;
    }
    Object phase = resource.get("status", "phase");
    return new VeleroStatus(
        phase == null ? "" : phase.toString(),
        number(resource.get("status", "warnings")),
        number(resource.get("status", "errors")));
  }

  private static int number(Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }

  public boolean isCompleted() {
    return phase.equals("Completed");
  }

  /** Whether nothing more will come of it. */
  public boolean isOver() {
    return isCompleted() || phase.contains("Failed") && !phase.startsWith("Finalizing");
  }

  /** For people. */
  @Override
  public String toString() {
    return "%s, %d warnings, %d errors"
        .formatted(phase.isEmpty() ? "not begun" : phase, warnings, errors);
  }
}
