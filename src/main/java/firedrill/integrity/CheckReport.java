package firedrill.integrity;

/**
 * What one checker found.
 *
 * @param name of the check, with the store: {@code every-acknowledged-entry-exactly-once(postgres)}
 * @param culprit the first concrete thing that is wrong; empty when nothing is
 * @param detail figures, for people
 */
public record CheckReport(String name, State state, String culprit, String detail) {

  /** BROKEN: the checker itself could not finish. It is evidence of nothing, least of a pass. */
  public enum State {
    PASSED,
    FAILED,
    BROKEN
  }

  public boolean ok() {
    return state == State.PASSED;
  }

  static CheckReport passed(String name, String detail) {
    return new CheckReport(name, State.PASSED, "", detail);
  }

  static CheckReport failed(String name, String culprit, String detail) {
    return new CheckReport(name, State.FAILED, culprit, detail);
  }

  static CheckReport broken(String name, Throwable cause) {
    return new CheckReport(name, State.BROKEN, "checker could not finish", String.valueOf(cause));
  }
}
