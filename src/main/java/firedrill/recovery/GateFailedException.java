package firedrill.recovery;

/**
 * A gate did not become true. It is in the journal already as {@code gate.failed}, and carries no
 * stack trace: what failed is the lab, and no line of this program's says why.
 */
public final class GateFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String gate;

  public GateFailedException(String gate, String message, Throwable cause) {
    super(message, cause, true, false);
    this.gate = gate;
  }

  public String gate() {
    return gate;
  }
}
