package firedrill.junit;

/** What a run says about a claim of the source documents. */
public enum ClaimOutcome {
  CONFIRMED("confirmed"),
  REFUTED("refuted"),
  NOT_DRILLED("not-drilled");

  private final String text;

  ClaimOutcome(String text) {
    this.text = text;
  }

  public static ClaimOutcome of(boolean held) {
    return held ? CONFIRMED : REFUTED;
  }

  /** As in the journal. */
  public String text() {
    return text;
  }
}
