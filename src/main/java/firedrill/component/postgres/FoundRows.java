package firedrill.component.postgres;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client found in its database when it started.
 *
 * @param rows ids of those that are whole: the client that has committed one, a point, and its
 *     number among that client's
 * @param told what all clients had been told was committed up to then, and when that was heard
 * @param at when it had found them, by {@link System#nanoTime}
 */
public record FoundRows(Set<String> rows, Map<String, Instant> told, long at) {

  public FoundRows {
    rows = Set.copyOf(rows);
    told = Map.copyOf(told);
  }

  /**
   * Acknowledged rows that are missing although one is there that was acknowledged later. A
   * database that was cut off from its last seconds is as it was at one moment, and has none.
   *
   * @param until rows of later say nothing of what a cut has taken
   */
  public List<String> holes(Instant until) {
    Map<String, Instant> then = new HashMap<>(told);
    then.values().removeIf(at -> at.isAfter(until));
    Optional<Instant> last =
        then.entrySet().stream()
            .filter(e -> rows.contains(e.getKey()))
            .map(Map.Entry::getValue)
            .max(Instant::compareTo);
    return then.entrySet().stream()
        .filter(e -> !rows.contains(e.getKey()))
        .filter(e -> last.filter(e.getValue()::isBefore).isPresent())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * Rows that a client may have sent and was not told of: the one after its last, for it sends the
   * next when it has its answer, or its first.
   */
  public Set<String> underWay() {
    Map<String, Long> last = new HashMap<>();
    told.keySet().forEach(row -> last.merge(client(row), number(row), Math::max));
    Set<String> next = new HashSet<>();
    last.forEach((client, number) -> next.add(client + "." + (number + 1)));
    rows.stream()
        .filter(row -> !last.containsKey(client(row)) && number(row) == 1)
        .forEach(next::add);
    return next;
  }

  private static String client(String row) {
    return row.substring(0, row.lastIndexOf('.'));
  }

  private static long number(String row) {
    return Long.parseLong(row.substring(row.lastIndexOf('.') + 1));
  }
}
