package firedrill.plan;

/** A missing or malformed plan or runbook, or an unknown drill; the message is for people. */
public final class PlanException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }

  public PlanException(String message, Throwable cause) {
    super(message, cause);
  }
}
