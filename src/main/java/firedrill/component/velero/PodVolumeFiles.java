package firedrill.component.velero;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * What Velero says of the files of one volume, backed up or restored.
 *
 * @param volume as its pod calls it, behind the pod's name: {@code shop-0/data}
 * @param phase for example {@code Completed} or {@code Failed}; empty before it has begun
 * @param bytes that have been handled so far
 * @param message of one that failed; else empty
 */
public record PodVolumeFiles(String volume, String phase, long bytes, String message) {

  /** Both kinds have these fields (velero 1.18, api/v1/pod_volume_backup_types.go). */
  static PodVolumeFiles of(GenericKubernetesResource resource) {
    Object bytes = resource.get("status", "progress", "bytesDone");
    return new PodVolumeFiles(
        resource.get("spec", "pod", "name") + "/" + resource.get("spec", "volume"),
        text(resource.get("status", "phase")),
        bytes instanceof Number number ? number.longValue() : 0,
        text(resource.get("status", "message")));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  public boolean isCompleted() {
    return phase.equals("Completed");
  }

  /** For people. */
  @Override
  public String toString() {
    return "%s %s, %d bytes%s"
        .formatted(
            volume,
            phase.isEmpty() ? "not begun" : phase,
            bytes,
            message.isEmpty() ? "" : ": " + message);
  }
}
