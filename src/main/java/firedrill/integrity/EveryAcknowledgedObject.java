package firedrill.integrity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Each object is what its last acknowledged write made of it, and each version is kept. */
public final class EveryAcknowledgedObject extends Check {
  private final ObjectHistory history;
  private final ObjectReading reading;

  public EveryAcknowledgedObject(ObjectHistory history, ObjectReading reading) {
    super("every-acknowledged-object(" + reading.store() + ")");
    this.history = history;
    this.reading = reading;
  }

  @Override
  String look(Findings findings) {
    long acknowledged = history.all().stream().filter(ObjectWrite::isAcknowledged).count();
    long versions = 0;
    for (ObjectKey key : history.keys()) {
      culprit(key, "object " + key, reading.of(key), history.mayHold(key)).ifPresent(findings::add);
      if (reading.hasVersions()) {
        Map<String, String> kept = history.versions(key);
        versions += kept.size();
        kept.forEach(
            (id, hash) ->
                culprit(
                        key,
                        "version " + id + " of object " + key,
                        reading.of(key, id),
                        Set.of(Optional.of(hash)))
                    .ifPresent(findings::add));
      }
    }
    // Zero acknowledged writes prove nothing, least that none was lost.
    if (acknowledged == 0) {
      findings.add("nothing was ever acknowledged");
    }
    return "%d acknowledged writes, %d objects and %d versions read"
        .formatted(acknowledged, history.keys().size(), versions);
  }

  private Optional<String> culprit(
      ObjectKey key, String what, Sight sight, Set<Optional<String>> states) {
    if (sight.isOneOf(states)) {
      return Optional.empty();
    }
    if (sight instanceof Sight.Unreadable unreadable) {
      return Optional.of(what + " cannot be read: " + unreadable.why());
    }
    if (sight instanceof Sight.Absent) {
      return Optional.of(what + " is missing");
    }
    Optional<String> found = Optional.of(((Sight.Content) sight).hash());
    boolean older = history.of(key).stream().anyMatch(w -> w.content().equals(found));
    return Optional.of(what + (older ? " is an older one" : " holds something else"));
  }
}
