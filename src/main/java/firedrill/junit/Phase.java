package firedrill.junit;

/** The phases of a run, in their order. */
enum Phase {
  PREPARE("prepare"),
  STEADY_STATE("steady-state"),
  WORKLOAD("workload"),
  FAULT("fault"),
  RECOVERY("recovery"),
  VERIFICATION("verification"),
  TEARDOWN("teardown");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** As in the journal. */
  public String text() {
    return text;
  }
}
