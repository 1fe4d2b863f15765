package firedrill.integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All writes to an object store, and what it may hold after them. Writes to one key follow each
 * other; once one is open its key is left alone, since it may still happen later.
 */
public final class ObjectHistory {
  private final Map<ObjectKey, List<ObjectWrite>> writes = new TreeMap<>();

  ObjectHistory(Collection<ObjectWrite> inOrder) {
    inOrder.forEach(w -> writes.computeIfAbsent(w.key(), k -> new ArrayList<>()).add(w));
  }

  public Set<ObjectKey> keys() {
    return writes.keySet();
  }

  public boolean knows(ObjectKey key) {
    return writes.containsKey(key);
  }

  public List<ObjectWrite> of(ObjectKey key) {
    return List.copyOf(writes.getOrDefault(key, List.of()));
  }

  public List<ObjectWrite> all() {
    return writes.values().stream().flatMap(List::stream).toList();
  }

  /** Of some of the objects. */
  public ObjectHistory where(Predicate<ObjectKey> some) {
    return new ObjectHistory(all().stream().filter(w -> some.test(w.key())).toList());
  }

  /**
   * What a read may bring: the last acknowledged write, or one that is open since.
   *
   * @return hashes of contents; the empty one stands for: no object
   */
  public Set<Optional<String>> mayHold(ObjectKey key) {
    Set<Optional<String>> states = new HashSet<>(Set.of(Optional.empty()));
    for (ObjectWrite write : of(key)) {
      if (write.isAcknowledged()) {
        states.clear();
      }
      if (!write.isRefused()) {
        states.add(write.content());
      }
    }
    return states;
  }

  /** Versions that were acknowledged: the hash of each, by its id. Deletions are none. */
  public Map<String, String> versions(ObjectKey key) {
    Map<String, String> acknowledged = new TreeMap<>();
    for (ObjectWrite write : of(key)) {
      String id = write.outcome().map(ObjectOutcome::version).orElse("");
      if (write.isAcknowledged() && write.content().isPresent() && !id.isEmpty()) {
        acknowledged.put(id, write.content().get());
      }
    }
    return acknowledged;
  }

  /** The acknowledged write that a store must show, if nothing ambiguous follows it. */
  Optional<ObjectWrite> lastAcknowledged(ObjectKey key) {
    return of(key).stream().filter(ObjectWrite::isAcknowledged).reduce((a, b) -> b);
  }

  public LedgerCounts counts() {
    LedgerCounts counts = new LedgerCounts(0, 0, 0, 0);
    for (ObjectWrite write : all()) {
      counts = counts.plusIntent();
      if (write.outcome().isPresent()) {
        counts = counts.plus(translated(write));
      }
    }
    return counts;
  }

  /** As counts know it: a writer who was told of a failure is not in doubt, whatever is stored. */
  static Outcome translated(ObjectWrite write) {
    String text = write.outcome().map(ObjectOutcome::text).orElse("");
    if (write.isAcknowledged()) {
      return new Outcome.Acked(write.number(), write.content().orElse(""));
    }
    boolean told =
        write.isRefused()
            || write.outcome().filter(o -> o.is(ObjectOutcome.Kind.FAILED)).isPresent();
    return told ? new Outcome.Refused(0, text) : new Outcome.Ambiguous(text);
  }

  /**
   * Holds what was read against it.
   *
   * @param fault when it was injected, by the ledger's clock
   */
  public MeasuredLoss measure(ObjectReading reading, Instant fault) {
    long lost = 0;
    long after = 0;
    long there = 0;
    long absent = 0;
    Instant oldest = fault;
    for (ObjectKey key : keys()) {
      Sight sight = reading.of(key);
      boolean fits = sight.isOneOf(mayHold(key));
      Optional<ObjectWrite> last = lastAcknowledged(key);
      if (!fits && last.isPresent()) {
        lost++;
        Instant at = last.get().settled();
        after += at.isAfter(fault) ? 1 : 0;
        oldest = at.isBefore(oldest) ? at : oldest;
      }
      for (ObjectWrite write : of(key)) {
        if (write.isOpen()) {
          boolean seen = sight.isOneOf(Set.of(write.content()));
          there += seen ? 1 : 0;
          absent += seen ? 0 : 1;
        }
      }
    }
    return new MeasuredLoss(lost, after, Duration.between(oldest, fault), there, absent);
  }
}
