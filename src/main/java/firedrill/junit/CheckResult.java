package firedrill.junit;

/**
 * What a checker found.
 *
 * @param culprit what is to blame when not ok, for example {@code entry-417}
 */
public record CheckResult(boolean ok, String culprit, String detail) {

  public static CheckResult passed(String detail) {
    return new CheckResult(true, "", detail);
  }

  public static CheckResult failed(String culprit, String detail) {
    return new CheckResult(false, culprit, detail);
  }
}
