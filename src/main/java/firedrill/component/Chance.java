package firedrill.component;

import java.util.Map;

/**
 * What decides where a lab would otherwise be left to chance.
 *
 * @param seed of every random choice
 * @param pins from a workload, as {@code namespace/name}, to the node its pods prefer; the others'
 *     nodes are drawn
 */
public record Chance(long seed, Map<String, String> pins) {

  public Chance {
    pins = Map.copyOf(pins);
  }

  public static Chance of(long seed) {
    return new Chance(seed, Map.of());
  }
}
