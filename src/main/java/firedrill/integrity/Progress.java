package firedrill.integrity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Live figures of a workload; times are the ledger's. */
public final class Progress {
  private final List<Instant> acks = new ArrayList<>();
  private final List<Instant> attachments = new ArrayList<>();
  private LedgerCounts counts = new LedgerCounts(0, 0, 0, 0);

  synchronized void intended() {
    counts = counts.plusIntent();
  }

  synchronized void settled(Outcome outcome, Instant at, boolean withAttachment) {
    counts = counts.plus(outcome);
    if (outcome instanceof Outcome.Acked) {
      acks.add(at);
      if (withAttachment) {
        attachments.add(at);
      }
    }
  }

  public synchronized LedgerCounts counts() {
    return counts;
  }

  public synchronized Optional<Instant> firstAckAfter(Instant moment) {
    return acks.stream().filter(ack -> ack.isAfter(moment)).min(Instant::compareTo);
  }

  /** First acknowledgement of an entry that carries an attachment. */
  public synchronized Optional<Instant> firstAttachmentAfter(Instant moment) {
    return attachments.stream().filter(ack -> ack.isAfter(moment)).min(Instant::compareTo);
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

  /** From the first to the last of some acknowledgements. */
  public record Span(Instant from, Instant to) {}

  /** When writes were acknowledged, each less than so long after the one before it. */
  public synchronized List<Span> served(Duration gap) {
    List<Span> spans = new ArrayList<>();
    for (Instant ack : acks.stream().sorted().toList()) {
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && Duration.between(last.to(), ack).compareTo(gap) < 0) {
        spans.set(spans.size() - 1, new Span(last.from(), ack));
      } else {
        spans.add(new Span(ack, ack));
      }
    }
    return spans;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
