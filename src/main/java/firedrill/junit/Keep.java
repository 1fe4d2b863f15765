package firedrill.junit;

import java.util.Arrays;
import java.util.List;

/** When a lab is left standing for somebody to look at. */
enum Keep {
  NEVER("never"),
  ON_FAILURE("on-failure"),
  ALWAYS("always");

  private final String text;

  Keep(String text) {
    this.text = text;
  }

  boolean applies(boolean failed) {
    return this == ALWAYS || (this == ON_FAILURE && failed);
  }

  static Keep of(String text) {
    List<String> allowed = Arrays.stream(values()).map(keep -> keep.text).toList();
    return Arrays.stream(values())
        .filter(keep -> keep.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-Dkeep must be one of " + allowed + "; found " + text));
  }
}
