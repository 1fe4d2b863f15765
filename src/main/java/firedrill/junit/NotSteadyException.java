package firedrill.junit;

/**
 * The lab was not healthy before the drill; it is in the journal already. Without a stack trace,
 * for no line of this program's says why.
 */
final class NotSteadyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotSteadyException(String message) {
    super(message, null, true, false);
  }
}
