package firedrill.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;

/**
 * One sentence of the source documents, in our own words.
 *
 * @param id unique, never reused
 * @param source where it is said
 * @param text the claim in both languages
 * @param drills the drills that confirm or refute it; may be empty if {@code reason} says why
 * @param falsifier what would be seen were it false
 * @param seenIn the twins or control scenarios, {@code <drill>/<scenario>}, in which the question
 *     is asked and the answer is the other one
 * @param byConstruction why no run can find it otherwise; empty for a claim that can be wrong
 * @param reason why no drill can decide it
 * @param note what a reader should know beforehand; never what runs have found
 */
public record Claim(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) Source source,
    @JsonProperty(required = true) Text text,
    @JsonProperty(required = true) List<String> drills,
    String falsifier,
    @JsonProperty("seen-in") List<String> seenIn,
    @JsonProperty("by-construction") Text byConstruction,
    Text reason,
    Text note) {

  /** A document and its section. */
  public record Source(
      @JsonProperty(required = true) String document,
      @JsonProperty(required = true) String section) {}

  /** The same in both languages. */
  public record Text(
      @JsonProperty(required = true) String en, @JsonProperty(required = true) String fr) {

    static final Text NONE = new Text("", "");

    /** Whether there is nothing to read. */
    @JsonIgnore
    public boolean isBlank() {
      return en.isBlank();
    }
  }

  public Claim {
    drills = drills == null ? List.of() : List.copyOf(drills);
    falsifier = falsifier == null ? "" : falsifier;
    seenIn = seenIn == null ? List.of() : List.copyOf(seenIn);
    byConstruction = byConstruction == null ? Text.NONE : byConstruction;
    reason = reason == null ? Text.NONE : reason;
    note = note == null ? Text.NONE : note;
  }

  /** Whether one of these drills can find it true or false. */
  public boolean isDecidableBy(Collection<String> some) {
    return byConstruction.isBlank() && reason.isBlank() && drills.stream().anyMatch(some::contains);
  }
}
