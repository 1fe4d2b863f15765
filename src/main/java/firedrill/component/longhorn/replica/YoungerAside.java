package firedrill.component.longhorn.replica;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Snapshots beside a chain that are younger than its head. A revert makes a head that is younger
 * than all that it leaves behind, so such a one was taken of a later head: {@code volume.meta}, or
 * the head's own metadata, are of before it, or somebody put files of two states together.
 */
final class YoungerAside {

  private YoungerAside() {}

  /**
   * @param others names of snapshots that are no part of it
   * @return doubts, in words
   */
  static List<String> of(Chain chain, List<String> others) {
    Layer head = chain.head();
    Optional<Instant> made = head.meta().created();
    List<String> doubts = new ArrayList<>();
    // A head that an expansion made has the time of another clock.
    if (made.isEmpty()
        || !LayerNames.isHead(head.name())
        || LayerNames.isExpansion(head.meta().parent())) {
      return doubts;
    }
    for (String name : others) {
      Optional<Instant> taken = taken(chain, name);
      if (taken.filter(at -> at.isAfter(made.get().plus(Doubts.AT_ONCE))).isPresent()) {
        doubts.add(
            name
                + " is no part of it and was taken at "
                + taken.get()
                + ", after "
                + head.name()
                + " was made at "
                + made.get()
                + ": what the volume held later may stand on that one. Look into both (top="
                + name
                + ")");
      }
    }
    return doubts;
  }

  /** By the engine's clock; an expansion's is by the replica's own. */
  private static Optional<Instant> taken(Chain chain, String snapshot) {
    try {
      return LayerNames.isExpansion(snapshot)
          ? Optional.empty()
          : MetaReader.layer(chain.directory().resolve(snapshot + LayerMeta.SUFFIX)).created();
    } catch (IOException e) {
      return Optional.empty(); // Nobody knows.
    }
  }
}
