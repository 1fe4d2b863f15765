package drills;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The four steps of the documented recovery, in its order. */
enum RecoveryStep {
  LONGHORN('L'),
  UNSEAL('V'),
  VSO('O'),
  ERP('E');

  private final char letter;

  RecoveryStep(char letter) {
    this.letter = letter;
  }

  /** For example {@code LVOE}. */
  static String letters(List<RecoveryStep> order) {
    return order.stream().map(s -> String.valueOf(s.letter)).collect(Collectors.joining());
  }

  /**
   * @throws IllegalArgumentException for another letter
   */
  static List<RecoveryStep> of(String letters) {
    return letters
        .chars()
        .mapToObj(
            c ->
                Arrays.stream(values())
                    .filter(s -> s.letter == c)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no step " + (char) c)))
        .toList();
  }

  /** All 24 orders, the documented one first, then the 24 in which one step is left out. */
  static List<String> everyOrder() {
    List<String> all = new ArrayList<>(permutations("LVOE"));
    for (String left : List.of("VOE", "LOE", "LVE", "LVO")) {
      all.addAll(permutations(left));
    }
    return all;
  }

  private static List<String> permutations(String letters) {
    if (letters.length() < 2) {
      return List.of(letters);
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      String rest = letters.substring(0, i) + letters.substring(i + 1);
      for (String tail : permutations(rest)) {
        all.add(letters.charAt(i) + tail);
      }
    }
    return all;
  }
}
