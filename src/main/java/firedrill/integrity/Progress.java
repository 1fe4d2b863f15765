package firedrill.integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Live figures of a workload; times are the ledger's. */
public final class Progress {
  private final List<Instant> acks = new ArrayList<>();
  private Counts counts = new Counts(0, 0, 0, 0);

  synchronized void intended() {
    counts = counts.plusIntent();
  }

  synchronized void settled(Outcome outcome, Instant at) {
    counts = counts.plus(outcome);
    if (outcome instanceof Outcome.Acked) {
      acks.add(at);
    }
  }

  public synchronized Counts counts() {
    return counts;
  }

  public synchronized Optional<Instant> firstAckAfter(Instant moment) {
    return acks.stream().filter(ack -> ack.isAfter(moment)).min(Instant::compareTo);
  }

  public synchronized Optional<Instant> lastAckBefore(Instant moment) {
    return acks.stream().filter(ack -> !ack.isAfter(moment)).max(Instant::compareTo);
  }

  /** Longest time without an acknowledgement between two moments, both of them included. */
  public synchronized Duration longestGap(Instant from, Instant to) {
    Duration longest = Duration.ZERO;
    Instant previous = from;
    List<Instant> inside =
        acks.stream().filter(ack -> ack.isAfter(from) && ack.isBefore(to)).sorted().toList();
    for (Instant ack : inside) {
      longest = longer(longest, Duration.between(previous, ack));
      previous = ack;
    }
    return longer(longest, Duration.between(previous, to));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
