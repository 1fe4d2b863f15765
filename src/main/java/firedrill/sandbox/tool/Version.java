package firedrill.sandbox.tool;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a version, or of the date that is one ({@code 2025-09-07}); what follows them
 * ({@code -rc1}, {@code +k3s1}) does not count.
 */
record Version(String text, List<Integer> numbers) implements Comparable<Version> {
  private static final Pattern NUMBERS =
      Pattern.compile("(?:v|go)?(\\d{4}-\\d\\d-\\d\\d|\\d+(?:\\.\\d+)*).*");

  /**
   * Reads it, with or without a leading {@code v} or {@code go}.
   *
   * @throws IllegalArgumentException if the text does not begin with a number
   */
  static Version of(String text) {
    Matcher matcher = NUMBERS.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a version: \"" + text + "\"");
    }
    return new Version(
        matcher.group(1),
        Arrays.stream(matcher.group(1).split("[.-]", -1)).map(Integer::valueOf).toList());
  }

  boolean atLeast(Version other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int order = Integer.compare(at(numbers, i), at(other.numbers, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return text;
  }

  private static int at(List<Integer> numbers, int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }
}
