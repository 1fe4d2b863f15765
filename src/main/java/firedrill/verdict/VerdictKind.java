package firedrill.verdict;

/** How a drill ended. Unknown is never a pass. */
public enum VerdictKind {
  PASS(0),
  FAIL(1),
  INCONCLUSIVE(2),
  /** The sandbox lacks a capability that the scenario needs; nothing was broken. */
  NOT_DRILLED(3);

  private final int exitCode;

  VerdictKind(int exitCode) {
    this.exitCode = exitCode;
  }

  /** As Jepsen's: 0 pass, 1 fail, 2 unknown; and 3 not drilled here. */
  public int exitCode() {
    return exitCode;
  }
}
