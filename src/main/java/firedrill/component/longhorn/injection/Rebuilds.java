package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.LayerNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A rebuild begins with a snapshot that nobody asked for, on all replicas that take part and on the
 * one that is to be filled ({@code addReplicaNoLock}, 1.12). It is purged when the next one ends,
 * so the newest tells of the last rebuild. Who has it was there, or was filled, then: one that
 * nobody else has tells of another replica that is not here.
 */
final class Rebuilds {

  private Rebuilds() {}

  /**
   * The snapshot that the last rebuild began with. That of an expansion has a name of its own; what
   * was restored or cloned bears no time.
   */
  static Optional<Layer> last(Chain chain) {
    List<Layer> newestFirst = new ArrayList<>(chain.layers());
    Collections.reverse(newestFirst);
    return newestFirst.stream()
        .filter(layer -> LayerNames.isSnapshot(layer.name()))
        .filter(layer -> !LayerNames.isExpansion(layer.name()))
        .filter(layer -> !layer.meta().userCreated() && layer.meta().created().isPresent())
        .findFirst();
  }

  /**
   * That who took part in the last rebuild with the best one is not here, in words. What was saved
   * after it names that one.
   *
   * @param others that were found, readable or not
   * @param ofTheEnd a human says that nothing was written after the resources were saved
   */
  static Optional<String> partnerMissing(Candidate best, List<Candidate> others, boolean ofTheEnd) {
    Optional<Layer> began = last(best.chain().orElseThrow());
    if (began.isEmpty()) {
      return Optional.empty();
    }
    String snapshot = began.get().name();
    Instant at = began.get().meta().created().orElseThrow();
    boolean told = best.saved().filter(s -> ofTheEnd || s.knows(at)).isPresent();
    boolean here =
        others.stream()
            .filter(c -> c.orphan().isAnother(best.orphan()))
            .anyMatch(c -> LayerNames.in(c.orphan().directory()).contains(snapshot));
    return told || here
        ? Optional.empty()
        : Optional.of(
            best.orphan()
                + " took part in a rebuild that began at "
                + at
                + " ("
                + snapshot
                + "), and no other one here did: the other replica of then is not here, and may be"
                + " newer. Name the disks of all nodes; if you know that it came to nothing, or was"
                + " removed, choose by hand");
  }
}
