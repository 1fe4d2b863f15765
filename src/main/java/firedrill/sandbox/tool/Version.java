package firedrill.sandbox.tool;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of a version; what follows them ({@code -rc1}, {@code +k3s1}) does not count. */
record Version(String text, int[] numbers) implements Comparable<Version> {
  private static final Pattern NUMBERS = Pattern.compile("(?:v|go)?(\\d+(?:\\.\\d+)*).*");

  /**
   * @throws IllegalArgumentException if the text does not begin with a number
   */
  static Version of(String text) {
    Matcher matcher = NUMBERS.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a version: \"" + text + "\"");
    }
    return new Version(
        matcher.group(1),
        Arrays.stream(matcher.group(1).split("\\.", -1)).mapToInt(Integer::parseInt).toArray());
  }

  boolean atLeast(Version other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.length, other.numbers.length); i++) {
      int order = Integer.compare(at(numbers, i), at(other.numbers, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    int end = numbers.length;
    while (end > 0 && numbers[end - 1] == 0) {
      end--;
    }
    return Arrays.hashCode(Arrays.copyOf(numbers, end));
  }

  @Override
  public String toString() {
    return text;
  }

  private static int at(int[] numbers, int index) {
    return index < numbers.length ? numbers[index] : 0;
  }
}
