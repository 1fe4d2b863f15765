package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When resources were saved, each list of a file for itself: what was appended later says nothing
 * of what was deleted in between. Only what a server writes counts; an annotation may speak of
 * anything. For one thread.
 */
final class Moments {

  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z");

  /** Managers' own, in a spec. */
  private static final List<String> SPEC =
      List.of("failedAt", "healthyAt", "lastFailedAt", "lastHealthyAt");

  private static final List<String> METADATA = List.of("creationTimestamp", "deletionTimestamp");

  /** What lies further ahead is a clock that was wrong. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** As Go writes a time that was never set; null and no field at all are the same. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final Map<Integer, Instant> latest = new HashMap<>();
  private final Map<Integer, String> said = new HashMap<>();
  private final Set<Integer> lists = new HashSet<>();
  private final Set<Integer> ofReplicas = new HashSet<>();

  /**
   * Each time of a Replica is one, or was never set.
   *
   * @param replica is changed: a time that was never set is empty
   * @throws IOException naming the file and the field
   */
  static void require(Path file, String name, ObjectNode replica) throws IOException {
    for (String field : SPEC) {
      String time = replica.path("spec").path(field).asText("");
      if (time.equals(NEVER)) {
        replica.withObject("/spec").put(field, "");
      } else if (!time.isEmpty() && SavedResources.time(time).isEmpty()) {
        throw new IOException(file + ": " + field + " of Replica " + name + " is no time: " + time);
      }
    }
  }

  /** What the list itself says. */
  void said(int list, String savedAt) {
    lists.add(list);
    if (SavedResources.time(savedAt).filter(Moments::isPast).isPresent()) {
      said.put(list, savedAt);
    }
  }

  /** The latest moment that a resource speaks of: it was saved then or later. */
  void seen(int list, JsonNode resource, boolean replica) {
    lists.add(list);
    if (replica) {
      ofReplicas.add(list);
    }
    METADATA.forEach(field -> time(list, resource.path("metadata").path(field)));
    resource.path("metadata").path("managedFields").forEach(f -> time(list, f.path("time")));
    SPEC.forEach(field -> time(list, resource.path("spec").path(field)));
    all(list, resource.path("status"));
  }

  private void all(int list, JsonNode node) {
    if (node.isValueNode()) {
      time(list, node);
    } else {
      node.forEach(child -> all(list, child));
    }
  }

  private void time(int list, JsonNode value) {
    if (TIME.matcher(value.asText()).matches()) {
      SavedResources.time(value.asText())
          .filter(Moments::isPast)
          .ifPresent(at -> latest.merge(list, at, (a, b) -> a.isAfter(b) ? a : b));
    }
  }

  private static boolean isPast(Instant at) {
    return at.isBefore(Instant.now().plus(AHEAD));
  }

  /** The earliest of the lists that hold Replicas; ISO 8601, empty when one is not known. */
  String savedAt() {
    Set<Integer> telling = ofReplicas.isEmpty() ? lists : ofReplicas;
    Optional<Integer> unknown =
        telling.stream().filter(l -> !said.containsKey(l) && !latest.containsKey(l)).findFirst();
    if (unknown.isPresent()) {
      return "";
    }
    return telling.stream()
        .map(l -> said.getOrDefault(l, String.valueOf(latest.get(l))))
        .min((a, b) -> Instant.parse(a).compareTo(Instant.parse(b)))
        .orElse("");
  }
}
