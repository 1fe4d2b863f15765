package firedrill.verdict;

/** How a drill ended. Unknown is never a pass. */
public enum VerdictKind {
  PASS(0),
  FAIL(1),
  INCONCLUSIVE(2);

  private final int exitCode;

  VerdictKind(int exitCode) {
    this.exitCode = exitCode;
  }

  /** As Jepsen's: 0 pass, 1 fail, 2 unknown. */
  public int exitCode() {
    return exitCode;
  }
}
