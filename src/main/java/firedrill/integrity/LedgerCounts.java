package firedrill.integrity;

/** How many entries were sent, and what became of them so far. */
public record LedgerCounts(long intended, long acknowledged, long refused, long ambiguous) {

  /** For people. */
  @Override
  public String toString() {
    return "%d sent: %d acknowledged, %d refused, %d without an answer"
        .formatted(intended, acknowledged, refused, ambiguous);
  }

  LedgerCounts plusIntent() {
    return new LedgerCounts(intended + 1, acknowledged, refused, ambiguous);
  }

  LedgerCounts plus(Outcome outcome) {
    if (outcome instanceof Outcome.Acked) {
      return new LedgerCounts(intended, acknowledged + 1, refused, ambiguous);
    }
    if (outcome instanceof Outcome.Refused) {
      return new LedgerCounts(intended, acknowledged, refused + 1, ambiguous);
    }
    return new LedgerCounts(intended, acknowledged, refused, ambiguous + 1);
  }
}
