package firedrill.component.longhorn.replica;

import java.time.Instant;
import java.util.Optional;

/**
 * A layer's {@code .img.meta}. The name within is left out: it is stale, that of the head the
 * snapshot once was.
 *
 * @param parent file name of the layer below; empty for the oldest
 * @param removed to be purged, still part of the chain
 * @param parentSaid false: the file does not speak of a parent, which counts as none
 * @param created by the clock of the node, whole seconds
 */
public record LayerMeta(
    String parent,
    boolean removed,
    boolean userCreated,
    boolean parentSaid,
    Optional<Instant> created) {

  /** What is appended to a layer's name. */
  public static final String SUFFIX = ".meta";
}
