package firedrill.integrity;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Each acknowledged entry is there, once, as it was sent, where the receipt said. */
public final class EveryAcknowledgedEntryExactlyOnce extends Check {
  private final History history;
  private final LedgerView view;

  public EveryAcknowledgedEntryExactlyOnce(History history, LedgerView view) {
    super("every-acknowledged-entry-exactly-once(" + view.name() + ")");
    this.history = history;
    this.view = view;
  }

  @Override
  String look(Findings findings) throws Exception {
    Map<UUID, List<StoredEntry>> stored =
        view.entries().stream().collect(Collectors.groupingBy(entry -> entry.content().id()));
    List<Fate> acked = history.acked();
    for (Fate fate : acked) {
      compare(fate, stored.getOrDefault(fate.content().id(), List.of()), findings);
    }
    // Zero acknowledged entries prove nothing, least that none was lost.
    if (acked.isEmpty()) {
      findings.add("nothing was ever acknowledged");
    }
    return acked.size() + " acknowledged entries";
  }

  private static void compare(Fate fate, List<StoredEntry> found, Findings findings) {
    Outcome.Acked receipt = fate.acked().orElseThrow();
    String who = "entry " + fate.content().id() + " (seq " + receipt.seq() + ")";
    if (found.isEmpty()) {
      findings.add(who + " is missing");
      return;
    }
    if (found.size() > 1) {
      findings.add(
          who
              + " is there "
              + found.size()
              + " times, seq "
              + found.stream().map(StoredEntry::seq).toList());
    }
    StoredEntry stored = found.get(0);
    if (!stored.content().equals(fate.content())) {
      findings.add(who + " differs: sent " + fate.content() + ", stored " + stored.content());
    } else if (stored.seq() != receipt.seq() || !stored.hash().equals(receipt.hash())) {
      findings.add(
          who + " is not where its receipt says: seq " + stored.seq() + ", hash " + stored.hash());
    }
  }
}
