package firedrill.integrity;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last moments before a fault, of which a budget grants that they may be lost.
 *
 * @param from by the clock of the ledger
 * @param fault what was sent later has to be there again
 */
public record Grace(Instant from, Instant fault) {

  /** Nothing may be lost. */
  public static final Grace NONE = new Grace(Instant.MAX, Instant.MAX);

  /** SHA-256 of the attachments that were settled in that time, or were on their way. */
  public Set<String> attachments(History history) {
    return history.fates().stream()
        .filter(fate -> fate.settled().isAfter(from) && fate.intended().isBefore(fault))
        .flatMap(fate -> fate.content().attachment().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return "from " + from + " to the fault at " + fault;
  }
}
