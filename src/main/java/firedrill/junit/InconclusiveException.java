package firedrill.junit;

/** The run proved nothing: no witness, or the harness itself failed. */
final class InconclusiveException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InconclusiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
