package firedrill.integrity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One write to an object store.
 *
 * @param number from 1, in the order of intents
 * @param content SHA-256 of what was put; empty for a deletion
 * @param size of what was put, bytes
 * @param outcome empty while it is under way, or when its writer died: as good as ambiguous
 * @param settled when the outcome was written down; the time of intent when there is none
 */
public record ObjectWrite(
    long number,
    ObjectKey key,
    Optional<String> content,
    long size,
    Instant intended,
    Optional<ObjectOutcome> outcome,
    Instant settled) {

  public boolean isAcknowledged() {
    return outcome.filter(o -> o.is(ObjectOutcome.Kind.ACKNOWLEDGED)).isPresent();
  }

  public boolean isRefused() {
    return outcome.filter(o -> o.is(ObjectOutcome.Kind.REFUSED)).isPresent();
  }

  /** May have happened, and may not: it failed, or nobody knows. */
  public boolean isOpen() {
    return !isAcknowledged() && !isRefused();
  }

  /** For people: {@code put 62 of 2057773 B, SHA-256 b712de19b9fd, at …: ok after 0.05 s}. */
  @Override
  public String toString() {
    return content
            .map(hash -> "put %d of %d B, SHA-256 %.12s,".formatted(number, size, hash))
            .orElse("deletion " + number)
        + " at %s: %s"
            .formatted(
                intended.truncatedTo(ChronoUnit.MILLIS),
                outcome.map(ObjectOutcome::text).orElse("no outcome known"));
  }

  ObjectWrite settled(ObjectOutcome known, Instant at) {
    return new ObjectWrite(number, key, content, size, intended, Optional.of(known), at);
  }
}
