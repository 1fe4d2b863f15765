package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firedrill.component.longhorn.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What was taken out of saved resources while they were read. For one thread. */
final class Strip {

  /** The API sets these itself, whatever is applied. */
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "uid",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink");

  private static final String LABELS = "labels";

  /** Volumes that are all younger than this when they are saved may be those of after. */
  private static final Duration YOUNG = Duration.ofDays(1);

  /** By field: of how many of each kind. */
  private final Map<String, Map<String, Integer>> fields = new TreeMap<>();

  private final Map<String, Instant> volumes = new TreeMap<>();
  private final List<SavedCheck.Finding> notes = new ArrayList<>();

  /** Looks at a resource before it is cleaned, and after. */
  void seen(Kind kind, ObjectNode before, ObjectNode after) {
    for (String part : List.of("metadata", "spec")) {
      Iterator<String> names = before.path(part).fieldNames();
      while (names.hasNext()) {
        String field = names.next();
        JsonNode value = before.path(part).path(field);
        if (!says(value)
            || value.equals(after.path(part).path(field))
            || field.equals(LABELS)
            || part.equals("metadata") && OF_THE_SERVER.contains(field)) {
          continue;
        }
        count(field, kind);
      }
    }
    JsonNode labels = after.path("metadata").path(LABELS);
    // A Volume is found by its name.
    if (kind != Kind.VOLUME
        && says(labels)
        && !labels.equals(before.path("metadata").path(LABELS))) {
      count(LABELS, kind);
    }
    String name = before.path("metadata").path("name").asText();
    if (kind == Kind.VOLUME) {
      SavedResources.time(before.path("metadata").path("creationTimestamp").asText(""))
          .ifPresent(at -> volumes.put(name, at));
    }
  }

  /** One more that has to be changed in that field. */
  void count(String field, Kind kind) {
    fields.computeIfAbsent(field, f -> new TreeMap<>()).merge(kind.kind(), 1, Integer::sum);
  }

  /** Somebody wanted it gone, and it comes back. */
  void deletedVolume(Kind kind, ObjectNode resource) {
    JsonNode metadata = resource.path("metadata");
    String at = metadata.path("deletionTimestamp").asText("");
    if (kind == Kind.VOLUME && !at.isEmpty()) {
      notes.add(
          new SavedCheck.Finding(
              metadata.path("name").asText(),
              false,
              "it was being deleted when it was saved, at "
                  + at
                  + ": look into it before you believe that it is whole"));
    }
  }

  /**
   * One that was being deleted had been taken out of its volume: it is as good as failed.
   *
   * @param replica not yet cleaned; is changed
   */
  void deleted(ObjectNode replica) {
    String at = replica.path("metadata").path("deletionTimestamp").asText("");
    ObjectNode spec = (ObjectNode) replica.get("spec");
    if (SavedResources.time(at).isEmpty() || !spec.path("failedAt").asText("").isEmpty()) {
      return;
    }
    spec.put("failedAt", at);
    notes.add(
        new SavedCheck.Finding(
            spec.path("volumeName").asText(),
            false,
            "Replica "
                + replica.path("metadata").path("name").asText()
                + " was being deleted when it was saved, at "
                + at
                + ": it counts as failed since then"));
  }

  /** No field, or Go's zero value of one. */
  private static boolean says(JsonNode value) {
    return !(value.isMissingNode()
        || value.isNull()
        || value.isTextual() && value.textValue().isEmpty()
        || value.isBoolean() && !value.booleanValue()
        || value.isNumber() && value.doubleValue() == 0
        || value.isContainerNode() && value.isEmpty());
  }

  /** In words, one line a field. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    fields.forEach(
        (field, kinds) -> {
          List<String> of = new ArrayList<>();
          kinds.forEach((kind, count) -> of.add(count + " " + kind + (count == 1 ? "" : "s")));
          words.add(field + " of " + String.join(", ", of) + why(field));
        });
    return words;
  }

  private static String why(String field) {
    return switch (field) {
      case "ownerReferences" ->
          ": the owner is gone, so Kubernetes deletes the resource, and Longhorn the data with it";
      case "fromBackup", "dataSource", "requestedBackupRestore", "requestedDataSource" ->
          ": Longhorn would restore that again, over newer data";
      case LABELS ->
          ": Longhorn finds Replicas by them; without, it makes new, empty ones, and takes the"
              + " directories for orphans";
      case "active" -> ": Longhorn deletes a Replica that is not active, and its data";
      case "rebuildRetryCount" -> ": Longhorn would delete what has failed too often";
      case "resourceVersion" -> ": the API refuses it";
      default -> "";
    };
  }

  /** What else was seen. */
  List<SavedCheck.Finding> notes(String savedAt) {
    List<SavedCheck.Finding> all = new ArrayList<>(notes);
    Optional<Instant> at = SavedResources.time(savedAt);
    boolean young =
        at.isPresent()
            && !volumes.isEmpty()
            && volumes.values().stream().allMatch(made -> made.isAfter(at.get().minus(YOUNG)));
    if (young) {
      all.add(
          0,
          new SavedCheck.Finding(
              "",
              false,
              "each Volume in it was less than a day old when it was saved: if Longhorn was"
                  + " reinstalled, this file is of after the accident, and names new, empty"
                  + " replicas. Bring the one of before"));
    }
    return all;
  }
}
