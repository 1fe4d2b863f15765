package firedrill.integrity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What a store showed of everything that a history knows: read once, judged by many. */
public final class ObjectReading {
  private static final int READERS = 16;

  private final String store;
  private final Map<ObjectKey, Sight> current;
  private final Map<ObjectKey, Map<String, Sight>> versions;
  private final Map<String, Set<String>> listed;

  ObjectReading(
      String store,
      Map<ObjectKey, Sight> current,
      Map<ObjectKey, Map<String, Sight>> versions,
      Map<String, Set<String>> listed) {
    this.store = store;
    this.current = Map.copyOf(current);
    this.versions = Map.copyOf(versions);
    this.listed = Map.copyOf(listed);
  }

  /**
   * Reads every object and every version that the history knows, and lists its buckets.
   *
   * @throws Exception when a bucket cannot be listed; a read that fails is a finding, not an error
   */
  public static ObjectReading of(ObjectHistory history, ObjectReader reader) throws Exception {
    Map<ObjectKey, Sight> current = readAll(history, reader);
    Map<ObjectKey, Map<String, Sight>> versions = new TreeMap<>();
    List<Callable<Object>> reads = new ArrayList<>();
    for (ObjectKey key : history.keys()) {
      Map<String, Sight> seen = new ConcurrentHashMap<>();
      versions.put(key, seen);
      for (String id : history.versions(key).keySet()) {
        reads.add(() -> seen.put(id, reader.read(key, Optional.of(id))));
      }
    }
    inParallel(reads);
    Map<String, Set<String>> listed = new TreeMap<>();
    for (String bucket : buckets(history)) {
      listed.put(bucket, reader.list(bucket));
    }
    return new ObjectReading(reader.name(), current, versions, listed);
  }

  /** Only what reads bring: no versions, no lists. */
  public static ObjectReading ofCurrent(ObjectHistory history, ObjectReader reader)
      throws Exception {
    return new ObjectReading(reader.name(), readAll(history, reader), Map.of(), Map.of());
  }

  private static Map<ObjectKey, Sight> readAll(ObjectHistory history, ObjectReader reader)
      throws InterruptedException, ExecutionException {
    Map<ObjectKey, Sight> current = new ConcurrentHashMap<>();
    List<Callable<Object>> reads = new ArrayList<>();
    for (ObjectKey key : history.keys()) {
      reads.add(() -> current.put(key, reader.read(key, Optional.empty())));
    }
    inParallel(reads);
    return current;
  }

  private static void inParallel(List<Callable<Object>> reads)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      for (Future<Object> read : threads.invokeAll(reads)) {
        Object unused = read.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Set<String> buckets(ObjectHistory history) {
    Set<String> buckets = new TreeSet<>();
    history.keys().forEach(k -> buckets.add(k.bucket()));
    return buckets;
  }

  String store() {
    return store;
  }

  /** What the current object was read as. */
  public Sight of(ObjectKey key) {
    return current.getOrDefault(key, new Sight.Unreadable("it was not read"));
  }

  Sight of(ObjectKey key, String version) {
    return versions
        .getOrDefault(key, Map.of())
        .getOrDefault(version, new Sight.Unreadable("it was not read"));
  }

  boolean hasVersions() {
    return !versions.isEmpty();
  }

  Map<String, Set<String>> listed() {
    return listed;
  }

  /** How many objects could not be read at all. */
  public long unreadable() {
    return current.values().stream().filter(Sight.Unreadable.class::isInstance).count();
  }

  /** How many reads brought content or a plain: there is none. */
  public long readable() {
    return current.size() - unreadable();
  }
}
