package firedrill.verdict;

import java.util.regex.Pattern;

/**
 * Why a verdict is not PASS.
 *
 * @param culprit what is to blame: a gate, what a check named, a fault, or a rule of the verdict
 */
public record Reason(String culprit, String text) {

  /** Whether this is meant; {@code *} in the name stands for any text. */
  public boolean isBlamedBy(String name) {
    return culprit.matches(Pattern.quote(name).replace("*", "\\E.*\\Q"));
  }

  @Override
  public String toString() {
    return culprit + ": " + text;
  }
}
