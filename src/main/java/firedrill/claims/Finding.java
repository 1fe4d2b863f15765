package firedrill.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What one run has found of one claim, and how to look at it again.
 *
 * @param outcome in words, for example {@code confirmed}
 * @param evidence what was measured, as the journal has it
 * @param otherAnswerSeenIn the twins and controls of the same run in which the answer was the other
 *     one; empty when nothing has shown that it could have been
 * @param scenario the first that decided, {@code <drill>/<scenario>}
 * @param seed of that scenario
 * @param commit of the source that ran, with {@code -dirty} when there were changes beside it
 * @param date UTC, for example {@code 2026-11-28}
 */
@JsonPropertyOrder({
  "claim",
  "outcome",
  "evidence",
  "other-answer-seen-in",
  "run",
  "scenario",
  "seed",
  "commit",
  "date",
  "sandbox"
})
public record Finding(
    String claim,
    String outcome,
    List<String> evidence,
    @JsonProperty("other-answer-seen-in") List<String> otherAnswerSeenIn,
    String run,
    String scenario,
    String seed,
    String commit,
    String date,
    String sandbox) {

  /** Whether the answer counts, and nothing in its run has shown that it could be otherwise. */
  @JsonIgnore
  public boolean isSeenOneWay() {
    return ClaimOutcome.read(outcome).isDecided() && otherAnswerSeenIn.isEmpty();
  }

  /** Of the scenario that decided. */
  @JsonIgnore
  public String drill() {
    return scenario.split("/", 2)[0];
  }

  public Finding {
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
    otherAnswerSeenIn = otherAnswerSeenIn == null ? List.of() : List.copyOf(otherAnswerSeenIn);
  }
}
