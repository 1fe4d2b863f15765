package firedrill.claims;

/** What runs have shown of a claim, in rising weight: what speaks against it weighs most. */
public enum ClaimOutcome {
  /** Nothing that counts was seen. */
  UNDECIDED("undecided"),
  /** The sandbox lacks what it takes; the evidence names the capability. */
  NOT_DRILLED_HERE("not drilled here"),
  /** The lab's own manifests or programs make it so: nothing could have come out otherwise. */
  BY_CONSTRUCTION("by construction"),
  /** Its falsifier could have been seen and was not. */
  CONFIRMED("confirmed"),
  REFUTED("refuted");

  private final String words;

  ClaimOutcome(String words) {
    this.words = words;
  }

  public static ClaimOutcome of(boolean held) {
    return held ? CONFIRMED : REFUTED;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** As in the journal, for example {@code not-drilled-here}. */
  public String key() {
    return words.replace(' ', '-');
  }

  /** Whether a run has answered, one way or the other. */
  public boolean isDecided() {
    return this == CONFIRMED || this == REFUTED;
  }

  /** Reads an event's outcome; a word that is not known decides nothing. */
  static ClaimOutcome read(String word) {
    for (ClaimOutcome outcome : values()) {
      if (outcome.words.equals(word) || outcome.key().equals(word)) {
        return outcome;
      }
    }
    return UNDECIDED;
  }
}
