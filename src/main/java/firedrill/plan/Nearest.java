package firedrill.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {

  private Nearest() {}

  /** The closest known word, when it is close enough to be a slip of the pen. */
  public static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k))
        .filter(k -> distance(word, k) <= Math.max(2, word.length() / 2));
  }

  /** The known word that this one is by a letter or two, where words of others are also there. */
  public static Optional<String> slip(String word, Collection<String> known) {
    return to(word, known).filter(k -> distance(word, k) <= (k.length() < 5 ? 1 : 2));
  }

  /** {@code (did you mean x?)}, or nothing. */
  public static String hint(String word, Collection<String> known) {
    return to(word, known).map(k -> " (did you mean " + k + "?)").orElse("");
  }

  /** Levenshtein: insertions, deletions and replacements between the two. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
