package firedrill.integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What was lost, measured.
 *
 * @param lostEntries acknowledged, and absent from the store
 * @param lostHistory from the oldest lost acknowledgement to the fault; zero when none is lost
 * @param ambiguousPresent without a known outcome, and found in the store
 * @param ambiguousAbsent without a known outcome, and not in the store: not a loss
 */
public record Rpo(
    long lostEntries, Duration lostHistory, long ambiguousPresent, long ambiguousAbsent) {

  /**
   * Holds the store against the ledger.
   *
   * @param fault when it was injected, by the clock of the ledger ({@link Ledger#now})
   * @throws Exception when the store cannot be read
   */
  public static Rpo measure(History history, LedgerView view, Instant fault) throws Exception {
    Set<UUID> present =
        view.entries().stream().map(entry -> entry.content().id()).collect(Collectors.toSet());
    List<Fate> lost =
        history.acked().stream().filter(f -> !present.contains(f.content().id())).toList();
    Duration back =
        lost.stream()
            .map(Fate::settled)
            .min(Instant::compareTo)
            .map(oldest -> Duration.between(oldest, fault))
            .filter(span -> !span.isNegative())
            .orElse(Duration.ZERO);
    List<Fate> open = history.ambiguous();
    long there = open.stream().filter(f -> present.contains(f.content().id())).count();
    return new Rpo(lost.size(), back, there, open.size() - there);
  }

  public double lostSeconds() {
    return lostHistory.toNanos() / 1e9;
  }
}
