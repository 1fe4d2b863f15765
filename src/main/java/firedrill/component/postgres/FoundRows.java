package firedrill.component.postgres;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client found in its database when it started.
 *
 * @param rows their ids: the client that has committed one, a point, and its number among that
 *     client's
 * @param told what all clients had been told was committed up to then, and when that was heard
 * @param at when it had found them, by {@link System#nanoTime}
 */
public record FoundRows(Set<String> rows, Map<String, Instant> told, long at) {

  public FoundRows {
    rows = Set.copyOf(rows);
    told = Map.copyOf(told);
  }

  /**
   * Acknowledged rows that are missing although a later one of the same client is there. A database
   * that was cut off from its last seconds is as it was at one moment, and has none.
   */
  public List<String> holes() {
    Map<String, Long> last = new HashMap<>();
    rows.forEach(row -> last.merge(client(row), number(row), Math::max));
    return told.keySet().stream()
        .filter(row -> !rows.contains(row))
        .filter(row -> number(row) < last.getOrDefault(client(row), 0L))
        .sorted()
        .toList();
  }

  private static String client(String row) {
    return row.substring(0, row.lastIndexOf('.'));
  }

  private static long number(String row) {
    return Long.parseLong(row.substring(row.lastIndexOf('.') + 1));
  }
}
