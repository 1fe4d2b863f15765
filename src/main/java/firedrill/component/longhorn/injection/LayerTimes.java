package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.replica.Chain;
import firedrill.component.longhorn.replica.Layer;
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
    Optional<Instant> first = one.glimpse().born();
    Optional<Instant> second = other.glimpse().born();
    if (first.isEmpty() || second.isEmpty()) {
      return;
    }
    Duration ahead = Duration.between(second.get(), first.get());
    if (ahead.abs().compareTo(Comparison.FARTHEST) > 0) {
      boolean later = !ahead.isNegative();
      if (!bornWithASnapshot(later ? one : other)) {
        said.unordered(
            "the head of "
                + (later ? one : other).orphan()
                + " was made at "
                + (later ? first : second).get()
                + ", and the layer it stands on at another time: reverted since, or one of the"
                + " two times is wrong");
        return;
      }
      said.missedSnapshot(
          later ? one : other,
          (later ? one : other).orphan()
              + " took part in a snapshot at "
              + (later ? first : second).get()
              + ", "
              + (later ? other : one).orphan()
              + " did not");
    }
  }

  /** The engine writes one time into a snapshot and into the head that it makes (1.12). */
  private static boolean bornWithASnapshot(Candidate c) {
    List<Layer> layers = c.chain().map(Chain::layers).orElse(List.of());
    if (layers.size() < 2) {
      return true;
    }
    Optional<Instant> snapshot = layers.get(layers.size() - 2).meta().created();
    Optional<Instant> head = layers.get(layers.size() - 1).meta().created();
    return snapshot.isEmpty()
        || head.isEmpty()
        || Duration.between(snapshot.get(), head.get()).abs().compareTo(Comparison.FARTHEST) <= 0;
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
