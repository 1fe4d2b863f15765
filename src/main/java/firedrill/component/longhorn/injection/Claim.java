package firedrill.component.longhorn.injection;

import java.util.List;

/**
 * What a pod mounts.
 *
 * @param storageClass {@code longhorn} usually
 * @param accessModes {@code ReadWriteOnce} and the like
 */
public record Claim(
    String namespace, String name, String storageClass, List<String> accessModes, long bytes) {

  public Claim {
    accessModes = List.copyOf(accessModes);
  }
}
