package firedrill.fault;

/** A fault could not be injected, or nothing proves that it happened. */
public final class FaultException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean journalled;

  FaultException(String message, Throwable cause, boolean journalled) {
    super(message, cause);
    this.journalled = journalled;
  }

  /** Whether the journal says so already. */
  public boolean isJournalled() {
    return journalled;
  }
}
