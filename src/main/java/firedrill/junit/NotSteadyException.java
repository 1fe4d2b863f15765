package firedrill.junit;

/** The lab was not healthy before the drill; it is in the journal already. */
final class NotSteadyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotSteadyException(String message) {
    super(message);
  }
}
