package firedrill.sandbox.vm;

/** The hypervisor refused or failed; the message says what to do where that is known. */
public final class HypervisorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HypervisorException(String message, Throwable cause) {
    super(message, cause);
  }

  HypervisorException(String message) {
    super(message);
  }
}
