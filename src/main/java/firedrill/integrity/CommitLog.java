package firedrill.integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What writers were told about their commits, in a database or a git repository. It lives outside
 * the lab and survives whatever the lab suffers. Safe for use by many threads.
 */
public final class CommitLog {

  private final Set<String> attempted = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> acknowledged = new ConcurrentHashMap<>();
  private final Set<String> baseline = ConcurrentHashMap.newKeySet();
  private final Set<String> rolledBack = ConcurrentHashMap.newKeySet();

  /** Was there before this log was begun: it must stay, and nobody of this log has sent it. */
  public void baseline(Collection<String> ids) {
    baseline.addAll(ids);
  }

  public Set<String> baseline() {
    return new TreeSet<>(baseline);
  }

  /** Before a commit is sent: from here on its outcome is unknown. */
  public void attempted(Collection<String> ids) {
    attempted.addAll(ids);
  }

  public void acknowledged(Collection<String> ids) {
    Instant now = Instant.now();
    ids.forEach(id -> acknowledged.put(id, now));
  }

  /** What somebody else has heard, by id, and when. */
  public void acknowledged(Map<String, Instant> heard) {
    attempted.addAll(heard.keySet());
    acknowledged.putAll(heard);
  }

  /** Its writer took it back: it must never be seen, whatever happens. */
  public void rolledBack(String id) {
    rolledBack.add(id);
  }

  public Set<String> acknowledged() {
    return new TreeSet<>(acknowledged.keySet());
  }

  public Set<String> rolledBack() {
    return new TreeSet<>(rolledBack);
  }

  /** Neither acknowledged nor rolled back: may be there, and may be absent. */
  public Set<String> ambiguous() {
    Set<String> open = new TreeSet<>(attempted);
    open.removeAll(acknowledged.keySet());
    open.removeAll(rolledBack);
    return open;
  }

  /** Whether it was there before, or somebody of this log has sent it. */
  public boolean isKnown(String id) {
    return baseline.contains(id) || attempted.contains(id) || acknowledged.containsKey(id);
  }

  /**
   * Holds a store against the log.
   *
   * @param fault when it happened
   */
  public MeasuredLoss measure(Set<String> present, Instant fault) {
    List<Instant> lost = new ArrayList<>();
    new TreeMap<>(acknowledged)
        .forEach(
            (id, at) -> {
              if (!present.contains(id)) {
                lost.add(at);
              }
            });
    Duration back =
        lost.stream()
            .min(Instant::compareTo)
            .map(oldest -> Duration.between(oldest, fault))
            .filter(span -> !span.isNegative())
            .orElse(Duration.ZERO);
    Set<String> open = ambiguous();
    long there = open.stream().filter(present::contains).count();
    long after = lost.stream().filter(at -> at.isAfter(fault)).count();
    return new MeasuredLoss(lost.size(), after, back, there, open.size() - there);
  }

  /** One line per commit, for evidence. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(acknowledged).forEach((id, at) -> lines.add("acknowledged " + at + " " + id));
    rolledBack().forEach(id -> lines.add("rolled-back " + id));
    ambiguous().forEach(id -> lines.add("ambiguous " + id));
    return lines;
  }
}
