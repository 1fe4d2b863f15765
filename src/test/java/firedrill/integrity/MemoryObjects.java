package firedrill.integrity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** An object store in memory that refuses, and that does not always answer. */
final class MemoryObjects implements ObjectStore, ObjectReader {

  private final Random random;
  private final int percentRefused;
  private final int percentSilent;
  private final boolean versioned;
  private final Map<ObjectKey, byte[]> current = new HashMap<>();
  private final Map<String, byte[]> versions = new HashMap<>();
  private final List<ObjectKey> unreadable = new ArrayList<>();

  MemoryObjects(Random random, int percentRefused, int percentSilent, boolean versioned) {
    this.random = random;
    this.percentRefused = percentRefused;
    this.percentSilent = percentSilent;
    this.versioned = versioned;
  }

  @Override
  public synchronized ObjectOutcome put(ObjectKey key, byte[] content, boolean inParts) {
    return write(key, Optional.of(content));
  }

  @Override
  public synchronized ObjectOutcome delete(ObjectKey key) {
    return write(key, Optional.empty());
  }

  private ObjectOutcome write(ObjectKey key, Optional<byte[]> content) {
    int chance = random.nextInt(100);
    if (chance < percentRefused) {
      return new ObjectOutcome(ObjectOutcome.Kind.REFUSED, "", "no connection", Duration.ZERO);
    }
    boolean silent = chance < percentRefused + percentSilent;
    String version = "";
    if (!silent || random.nextBoolean()) {
      content.ifPresentOrElse(bytes -> current.put(key, bytes), () -> current.remove(key));
      if (versioned && content.isPresent()) {
        version = "v" + versions.size();
        versions.put(version, content.get());
      }
    }
    ObjectOutcome.Kind open =
        random.nextBoolean() ? ObjectOutcome.Kind.AMBIGUOUS : ObjectOutcome.Kind.FAILED;
    return silent
        ? new ObjectOutcome(open, "", "no promise", Duration.ZERO)
        : new ObjectOutcome(ObjectOutcome.Kind.ACKNOWLEDGED, version, "ok", Duration.ZERO);
  }

  /** Behind the ledger's back; null removes. */
  synchronized void tamper(ObjectKey key, byte[] content) {
    if (content == null) {
      current.remove(key);
    } else {
      current.put(key, content);
    }
  }

  synchronized void loseVersion(String id) {
    versions.remove(id);
  }

  synchronized void makeUnreadable(ObjectKey key) {
    unreadable.add(key);
  }

  synchronized Optional<byte[]> holds(ObjectKey key) {
    return Optional.ofNullable(current.get(key));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public synchronized Sight read(ObjectKey key, Optional<String> version) {
    if (unreadable.contains(key)) {
      return new Sight.Unreadable("503 SlowDownRead");
    }
    byte[] bytes = version.isPresent() ? versions.get(version.get()) : current.get(key);
    return bytes == null ? new Sight.Absent() : new Sight.Content(Sha256.of(bytes));
  }

  @Override
  public synchronized Set<String> list(String bucket) {
    Set<String> names = new TreeSet<>();
    current.keySet().stream()
        .filter(k -> k.bucket().equals(bucket))
        .forEach(k -> names.add(k.name()));
    return names;
  }
}
