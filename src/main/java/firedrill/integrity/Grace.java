package firedrill.integrity;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last moments before a fault, of which a budget grants that they may be lost.
 *
 * @param from by the clock of the ledger
 * @param fault what was sent later has to be there again
 * @param known SHA-256 of attachments that an earlier fault has taken, which was counted then
 */
public record Grace(Instant from, Instant fault, Set<String> known) {

  /** Nothing may be lost. */
  public static final Grace NONE = new Grace(Instant.MAX, Instant.MAX);

  public Grace {
    known = Set.copyOf(known);
  }

  public Grace(Instant from, Instant fault) {
    this(from, fault, Set.of());
  }

  /** The same, and nobody is asked again for what was lost before. */
  public Grace withKnown(Set<String> lost) {
    return new Grace(from, fault, lost);
  }

  /**
   * SHA-256 of the attachments that were settled in that time, or were on their way, and of those
   * that are known to be lost.
   */
  public Set<String> attachments(History history) {
    Set<String> all = new TreeSet<>(known);
    history.fates().stream()
        .filter(fate -> fate.settled().isAfter(from) && fate.intended().isBefore(fault))
        .forEach(fate -> fate.content().attachment().ifPresent(all::add));
    return all;
  }

  @Override
  public String toString() {
    return "from "
        + from
        + " to the fault at "
        + fault
        + (known.isEmpty() ? "" : ", or lost before");
  }
}
