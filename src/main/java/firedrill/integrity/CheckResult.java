package firedrill.integrity;

/**
 * What one checker found.
 *
 * @param name of the check, with the store: {@code every-acknowledged-entry-exactly-once(postgres)}
 * @param culprit the first concrete thing that is wrong; empty when nothing is
 * @param detail figures, for people
 */
public record CheckResult(String name, State state, String culprit, String detail) {

  /** BROKEN: the checker itself could not finish. It is evidence of nothing, least of a pass. */
  public enum State {
    PASSED,
    FAILED,
    BROKEN
  }

  public boolean ok() {
    return state == State.PASSED;
  }

  static CheckResult passed(String name, String detail) {
    return new CheckResult(name, State.PASSED, "", detail);
  }

  static CheckResult failed(String name, String culprit, String detail) {
    return new CheckResult(name, State.FAILED, culprit, detail);
  }

  static CheckResult broken(String name, Throwable cause) {
    return new CheckResult(name, State.BROKEN, "checker could not finish", String.valueOf(cause));
  }
}
