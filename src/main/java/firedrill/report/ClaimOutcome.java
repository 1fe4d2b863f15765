package firedrill.report;

/** What runs have shown of a claim; what speaks against it weighs most. */
public enum ClaimOutcome {
  NOT_DRILLED("not drilled"),
  CONFIRMED("confirmed"),
  REFUTED("refuted");

  private final String words;

  ClaimOutcome(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  String key() {
    return words.replace(' ', '-');
  }

  /** Reads a claim event's outcome, written with a space or a hyphen. */
  static ClaimOutcome of(String word) {
    for (ClaimOutcome outcome : values()) {
      if (outcome.words.equals(word) || outcome.key().equals(word)) {
        return outcome;
      }
    }
    return NOT_DRILLED;
  }
}
