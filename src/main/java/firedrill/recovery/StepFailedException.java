package firedrill.recovery;

/** A step's action threw. It is in the journal already as {@code step.failed}. */
public final class StepFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailedException(String step, Throwable cause) {
    super("step " + step + " failed: " + cause, cause);
  }
}
