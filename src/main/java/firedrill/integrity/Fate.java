package firedrill.integrity;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry's history in the ledger.
 *
 * @param intended when it was about to be sent
 * @param outcome empty when the workload died before it learned one: as good as ambiguous
 * @param settled when the outcome was written down; the time of intent when there is none
 */
public record Fate(Content content, Instant intended, Optional<Outcome> outcome, Instant settled) {

  public Optional<Outcome.Acked> acked() {
    return outcome.filter(Outcome.Acked.class::isInstance).map(Outcome.Acked.class::cast);
  }

  public boolean refused() {
    return outcome.filter(Outcome.Refused.class::isInstance).isPresent();
  }

  public boolean ambiguous() {
    return acked().isEmpty() && !refused();
  }
}
