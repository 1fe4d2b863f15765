package firedrill.integrity;

/** How many entries were sent, and what became of them so far. */
public record Counts(long intended, long acknowledged, long refused, long ambiguous) {

  Counts plusIntent() {
    return new Counts(intended + 1, acknowledged, refused, ambiguous);
  }

  Counts plus(Outcome outcome) {
    if (outcome instanceof Outcome.Acked) {
      return new Counts(intended, acknowledged + 1, refused, ambiguous);
    }
    if (outcome instanceof Outcome.Refused) {
      return new Counts(intended, acknowledged, refused + 1, ambiguous);
    }
    return new Counts(intended, acknowledged, refused, ambiguous + 1);
  }
}
