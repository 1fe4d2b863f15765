package firedrill.integrity;

import java.util.Optional;
import java.util.Set;

/** A list shows what may be there and all that must be, and nothing else. */
public final class NoPhantomObject extends Check {
  private final ObjectHistory history;
  private final ObjectReading reading;

  public NoPhantomObject(ObjectHistory history, ObjectReading reading) {
    super("no-phantom-object(" + reading.store() + ")");
    this.history = history;
    this.reading = reading;
  }

  @Override
  String look(Findings findings) {
    long shown = 0;
    for (String bucket : reading.listed().keySet()) {
      Set<String> names = reading.listed().get(bucket);
      shown += names.size();
      for (String name : names) {
        ObjectKey key = new ObjectKey(bucket, name);
        if (!history.knows(key)) {
          findings.add("object " + key + " was put by nobody and is listed");
        } else if (history.mayHold(key).equals(Set.of(Optional.<String>empty()))) {
          findings.add("object " + key + " was deleted and is listed");
        }
      }
    }
    for (ObjectKey key : history.keys()) {
      Set<String> names = reading.listed().getOrDefault(key.bucket(), Set.of());
      if (!history.mayHold(key).contains(Optional.<String>empty()) && !names.contains(key.name())) {
        findings.add("object " + key + " is not listed");
      }
    }
    return shown + " listed in " + reading.listed().keySet();
  }
}
