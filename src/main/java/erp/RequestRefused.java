package erp;

/**
 * A request that was not served, and whether anything may have been written.
 *
 * <p>{@code written} is sent to the client: {@code false} promises that no trace of the entry is in
 * the database, {@code true} means that the outcome is unknown (the connection died while
 * committing).
 */
final class RequestRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean maybeWritten;

  private RequestRefused(int status, String message, boolean maybeWritten, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.maybeWritten = maybeWritten;
  }

  static RequestRefused of(int status, String message) {
    return new RequestRefused(status, message, false, null);
  }

  static RequestRefused unavailable(String message, Throwable cause) {
    return new RequestRefused(503, message, false, cause);
  }

  static RequestRefused outcomeUnknown(String message, Throwable cause) {
    return new RequestRefused(500, message, true, cause);
  }

  int status() {
    return status;
  }

  boolean maybeWritten() {
    return maybeWritten;
  }
}
