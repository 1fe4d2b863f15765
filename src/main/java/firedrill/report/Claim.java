package firedrill.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One sentence of the source documents, in our own words.
 *
 * @param id unique, never reused
 * @param source where it is said
 * @param text the claim in both languages
 * @param drills the drills that confirm or refute it; may be empty if {@code reason} says why
 * @param status {@code not drilled} until a run says otherwise
 * @param reason why no drill can decide it
 * @param note what is known so far
 */
public record Claim(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) Source source,
    @JsonProperty(required = true) Story.Said text,
    @JsonProperty(required = true) List<String> drills,
    @JsonProperty(required = true) String status,
    String reason,
    String note) {

  /** A document and its section. */
  public record Source(
      @JsonProperty(required = true) String document,
      @JsonProperty(required = true) String section) {}

  public Claim {
    drills = drills == null ? List.of() : List.copyOf(drills);
    reason = reason == null ? "" : reason;
    note = note == null ? "" : note;
  }
}
