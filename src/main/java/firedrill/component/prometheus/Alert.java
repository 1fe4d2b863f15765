package firedrill.component.prometheus;

import java.util.Locale;
import java.util.Map;

/**
 * An alert that is about to fire or fires.
 *
 * @param labels without its name
 */
public record Alert(String name, State state, Map<String, String> labels) {

  /** As Prometheus has it; one that is over is none. */
  public enum State {
    PENDING,
    FIRING
  }

  public Alert {
    labels = Map.copyOf(labels);
  }

  public boolean isFiring() {
    return state == State.FIRING;
  }

  /** For people: {@code MinIONodeDown(10.77.0.12:9000) firing}. */
  @Override
  public String toString() {
    return name
        + "("
        + labels.getOrDefault("instance", "")
        + ") "
        + state.name().toLowerCase(Locale.ROOT);
  }
}
