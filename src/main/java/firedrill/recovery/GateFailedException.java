package firedrill.recovery;

/** A gate did not become true. It is in the journal already as {@code gate.failed}. */
public final class GateFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String gate;

  public GateFailedException(String gate, String message, Throwable cause) {
    super(message, cause);
    this.gate = gate;
  }

  public String gate() {
    return gate;
  }
}
