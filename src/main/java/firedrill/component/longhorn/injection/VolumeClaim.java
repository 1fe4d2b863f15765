package firedrill.component.longhorn.injection;

import java.util.List;

/**
 * What a pod mounts.
 *
 * @param storageClass {@code longhorn} usually
 * @param accessModes {@code ReadWriteOnce} and the like
 */
record VolumeClaim(
    String namespace, String name, String storageClass, List<String> accessModes, long bytes) {

  public VolumeClaim {
    accessModes = List.copyOf(accessModes);
  }
}
