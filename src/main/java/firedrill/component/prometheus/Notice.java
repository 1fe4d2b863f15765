package firedrill.component.prometheus;

import java.util.Map;

/**
 * One alert of a notification that has arrived.
 *
 * @param firing else it tells that the alert is over
 * @param labels with its name as {@code alertname}
 */
public record Notice(boolean firing, Map<String, String> labels) {

  public Notice {
    labels = Map.copyOf(labels);
  }

  public String alert() {
    return labels.getOrDefault("alertname", "");
  }

  public String instance() {
    return labels.getOrDefault("instance", "");
  }

  @Override
  public String toString() {
    return alert() + "(" + instance() + ") " + (firing ? "firing" : "resolved");
  }
}
