package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Layer;
import firedrill.component.longhorn.replica.LayerNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When the layers of two replicas were made, by the clock of the engine, one for both. */
record LayerTimes(Candidate one, Candidate other) {

  /** A rebuild begins with a snapshot, so it leaves a layer that was made after the failure. */
  static boolean rebuiltSince(Candidate c, Instant failedAt) {
    return c.glimpse().lastMade().filter(made -> made.isAfter(failedAt.plusSeconds(1))).isPresent();
  }

  /** Every snapshot makes a new head on all that take part, at one moment of the engine's. */
  void births(Hearing said) {
    Optional<String> backwards = backwards(one).or(() -> backwards(other));
    if (backwards.isPresent()) {
      said.neither(backwards.get());
      return;
    }
    reverted(said);
    Optional<Instant> first = one.glimpse().born();
    Optional<Instant> second = other.glimpse().born();
    if (first.isPresent() && second.isPresent()) {
      Duration ahead = Duration.between(second.get(), first.get());
      if (ahead.abs().compareTo(Comparison.FARTHEST) > 0) {
        missed(ahead.isNegative() ? other : one, ahead.isNegative() ? one : other, said);
      }
    } else if (first.isPresent() && neverInASnapshot(other)) {
      alone(one, other, said);
    } else if (second.isPresent() && neverInASnapshot(one)) {
      alone(other, one, said);
    }
  }

  /**
   * One was in a snapshot, the other one never in any: it had dropped out before, or began anew.
   */
  private static void alone(Candidate snapshotted, Candidate never, Hearing said) {
    Instant taken = snapshotted.glimpse().born().orElseThrow();
    Instant written = never.written().orElseThrow();
    if (written.isBefore(taken)) {
      missed(snapshotted, never, said);
    } else {
      said.unordered(
          never.orphan()
              + " never took part in a snapshot and was last written at "
              + written
              + ", after that of "
              + snapshotted.orphan()
              + " at "
              + taken
              + ": it lost its snapshots, or a clock was wrong");
    }
  }

  private static void missed(Candidate later, Candidate earlier, Hearing said) {
    said.missedSnapshot(
        later,
        later.orphan()
            + " took part in a snapshot at "
            + later.glimpse().born().orElseThrow()
            + ", "
            + earlier.orphan()
            + " did not");
  }

  /**
   * Its only layer is the head that it made itself. When, it says by its own clock alone: so of two
   * such ones neither is the newer one.
   */
  static boolean neverInASnapshot(Candidate c) {
    return c.glimpse().head().isPresent()
        && LayerNames.in(c.orphan().directory()).stream().noneMatch(LayerNames::isSnapshot);
  }

  /** A head of another time than the snapshot it stands on is none that a snapshot made. */
  private void reverted(Hearing said) {
    for (Candidate c : List.of(one, other)) {
      List<Layer> layers = c.chain().map(Chain::layers).orElse(List.of());
      int head = layers.size() - 1;
      if (head < 1 || c.glimpse().born().isPresent()) {
        continue;
      }
      Optional<Instant> made = layers.get(head).meta().created();
      boolean otherwise =
          layers.get(head - 1).meta().created().isPresent()
              && !LayerNames.isExpansion(layers.get(head - 1).name())
              && made.isPresent();
      if (otherwise) {
        said.unordered(
            "the head of "
                + c.orphan()
                + " was made at "
                + made.get()
                + ", and the layer it stands on at another time: reverted since, or one of the"
                + " two times is wrong");
      }
    }
  }

  /** A layer is made after the one it stands on, unless the engine's clock was set back. */
  private static Optional<String> backwards(Candidate c) {
    List<Layer> layers = c.chain().map(Chain::layers).orElse(List.of());
    for (int i = 1; i < layers.size(); i++) {
      Optional<Instant> below = layers.get(i - 1).meta().created();
      Optional<Instant> made = layers.get(i).meta().created();
      if (below.isPresent()
          && made.isPresent()
          && made.get().isBefore(below.get().minus(Comparison.FARTHEST))) {
        return Optional.of(
            layers.get(i).name()
                + " of "
                + c.orphan()
                + " was made at "
                + made.get()
                + ", before the layer it stands on ("
                + below.get()
                + "): a clock was wrong, so the times of layers order nothing");
      }
    }
    return Optional.empty();
  }
}
