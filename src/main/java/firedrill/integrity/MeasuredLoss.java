package firedrill.integrity;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What was lost, measured.
 *
 * @param lostEntries acknowledged, and absent from the store
 * @param lostAfterFault of these, acknowledged after the fault: no history excuses them
 * @param lostHistory from the oldest lost acknowledgement to the fault; zero when none is lost
 * @param ambiguousPresent without a known outcome, and found in the store
 * @param ambiguousAbsent without a known outcome, and not in the store: not a loss
 */
public record MeasuredLoss(
    long lostEntries,
    long lostAfterFault,
    Duration lostHistory,
    long ambiguousPresent,
    long ambiguousAbsent) {

  /** Whether a store still holds its part of an acknowledged entry. */
  private interface Kept {
    boolean test(Fate fate) throws IOException, InterruptedException;
  }

  /**
   * Rows: holds the store against the ledger.
   *
   * @param fault when it was injected, by the clock of the ledger ({@link Ledger#now})
   * @throws Exception when the store cannot be read
   */
  public static MeasuredLoss measure(History history, LedgerView view, Instant fault)
      throws Exception {
    Set<UUID> present = present(view);
    return measure(history, fault, present, fate -> present.contains(fate.content().id()));
  }

  /**
   * Attachments: an entry with one is lost when its bytes are not there as they were sent.
   *
   * @throws Exception when the store cannot be read
   */
  public static MeasuredLoss attachments(History history, AttachmentView files, Instant fault)
      throws Exception {
    return measure(history, fault, Set.of(), fate -> isWhole(fate, files));
  }

  /**
   * Entries as users know them: one is lost when its row or its attachment is.
   *
   * @throws Exception when a store cannot be read
   */
  public static MeasuredLoss entries(
      History history, LedgerView view, AttachmentView files, Instant fault) throws Exception {
    Set<UUID> present = present(view);
    return measure(
        history,
        fault,
        present,
        fate -> present.contains(fate.content().id()) && isWhole(fate, files));
  }

  private static Set<UUID> present(LedgerView view) throws Exception {
    return view.entries().stream().map(entry -> entry.content().id()).collect(Collectors.toSet());
  }

  private static boolean isWhole(Fate fate, AttachmentView files)
      throws IOException, InterruptedException {
    Optional<String> sha = fate.content().attachment();
    if (sha.isEmpty()) {
      return true;
    }
    Optional<byte[]> bytes = files.read(sha.get());
    return bytes.isPresent() && Sha256.of(bytes.get()).equals(sha.get());
  }

  private static MeasuredLoss measure(History history, Instant fault, Set<UUID> present, Kept kept)
      throws IOException, InterruptedException {
    long lost = 0;
    long after = 0;
    Instant oldest = fault;
    for (Fate fate : history.acked()) {
      if (!kept.test(fate)) {
        lost++;
        after += fate.settled().isAfter(fault) ? 1 : 0;
        oldest = fate.settled().isBefore(oldest) ? fate.settled() : oldest;
      }
    }
    List<Fate> open = history.ambiguous();
    long there = open.stream().filter(f -> present.contains(f.content().id())).count();
    return new MeasuredLoss(
        lost, after, Duration.between(oldest, fault), there, open.size() - there);
  }

  public double lostSeconds() {
    return lostHistory.toNanos() / 1e9;
  }
}
