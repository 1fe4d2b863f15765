package drills;

import drills.Rewrites.Written;
import firedrill.fault.Evidence;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * What was acknowledged just within a budget, and just before: the two between which its edge lies.
 */
final class Edge {

  /** What is written beside the books. */
  static final List<String> STORES = List.of(Rewrites.VAULT, Rewrites.ACME, Rewrites.BACKUPS);

  private Edge() {}

  /** The first after the edge, which a loss may take. */
  static <T> T youngest(List<T> some, Function<T, Instant> when, Instant edge) {
    return some.stream()
        .filter(one -> when.apply(one).isAfter(edge))
        .min(Comparator.comparing(when))
        .orElseThrow(() -> new IllegalStateException("nothing was acknowledged since " + edge));
  }

  /** The last up to the edge, which no loss may take. */
  static <T> T oldest(List<T> some, Function<T, Instant> when, Instant edge) {
    return some.stream()
        .filter(one -> !when.apply(one).isAfter(edge))
        .max(Comparator.comparing(when))
        .orElseThrow(() -> new IllegalStateException("nothing was acknowledged before " + edge));
  }

  /** Planted: a store has lost all that the budget grants, to the last version. */
  static Mistake within(Rewrites rewrites, String store, Instant edge) {
    return rolledBack(
        rewrites, store, youngest(rewrites.acknowledged(store), Written::at, edge), "within");
  }

  /** Planted: the same, and one version more. */
  static Mistake beyond(Rewrites rewrites, String store, Instant edge) {
    return rolledBack(
        rewrites, store, oldest(rewrites.acknowledged(store), Written::at, edge), "beyond");
  }

  private static Mistake rolledBack(
      Rewrites rewrites, String store, Written firstLost, String side) {
    return new Mistake(
        store + "-rolled-back-" + side,
        store + " to before its version of " + firstLost.at(),
        () -> rewrites.putBack(store, firstLost.version() - 1),
        () -> {
          var lost = rewrites.loss(store).lost();
          return Evidence.of(
              !lost.isEmpty() && lost.get(0).equals(firstLost),
              lost.size() + " versions are gone, the oldest " + firstLost);
        });
  }
}
