package firedrill.component.longhorn.saved;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Volumes that are not put back, each with its reason: one that cannot be keeps no other one from
 * coming back. For one thread.
 */
final class LeftOut {

  private final Map<String, String> reasons = new TreeMap<>();

  /** The first reason counts. */
  void add(String volume, String why) {
    reasons.putIfAbsent(volume, why);
  }

  void addAll(LeftOut more) {
    more.reasons.forEach(this::add);
  }

  /** What was said of that one before holds no more. */
  void forget() {
    reasons.clear();
  }

  Map<String, String> reasons() {
    return Map.copyOf(reasons);
  }

  boolean isEmpty() {
    return reasons.isEmpty();
  }

  /** The resources of all others. */
  SavedResources rest(SavedResources saved) {
    Set<String> names = new TreeSet<>(saved.names());
    names.removeAll(reasons.keySet());
    return saved.only(names);
  }

  /** In words. */
  String text() {
    return reasons.entrySet().stream()
        .map(e -> "volume " + e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("; "));
  }
}
