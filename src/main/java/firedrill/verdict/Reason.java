package firedrill.verdict;

/**
 * Why a verdict is not PASS.
 *
 * @param culprit what is to blame: a gate, what a check named, a fault, or a rule of the verdict
 */
public record Reason(String culprit, String text) {

  @Override
  public String toString() {
    return culprit + ": " + text;
  }
}
