package drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of the four steps cannot come true while another one is held back.
 *
 * @param held pairs {@code A→B}: B stayed false while A was held back, and came true after it
 * @param free B came true although A was held back
 * @param open nobody knows: B was not watched long enough, or did not come true afterwards either
 */
record StepGraph(Set<String> held, Set<String> free, Set<String> open) {

  StepGraph {
    held = new TreeSet<>(held);
    free = new TreeSet<>(free);
    open = new TreeSet<>(open);
  }

  StepGraph() {
    this(Set.of(), Set.of(), Set.of());
  }

  static String edge(RecoveryStep from, RecoveryStep to) {
    return RecoveryStep.letters(List.of(from)) + "→" + RecoveryStep.letters(List.of(to));
  }

  /** The edges of the documented order: each step gates all those after it. */
  static List<String> documented() {
    List<String> edges = new ArrayList<>();
    RecoveryStep[] steps = RecoveryStep.values();
    for (int i = 0; i < steps.length; i++) {
      for (int j = i + 1; j < steps.length; j++) {
        edges.add(edge(steps[i], steps[j]));
      }
    }
    return edges;
  }

  /**
   * Of the documented edges those that were not found, because the later step came all the same.
   */
  List<String> refuted() {
    return documented().stream().filter(free::contains).toList();
  }

  /** Whether all that are documented were found. */
  boolean isWholeAsDocumented() {
    return held.containsAll(documented());
  }

  /** Documented edge beside what was found, one line each. */
  String beside() {
    return documented().stream()
        .map(e -> e + " " + (free.contains(e) ? "not so" : held.contains(e) ? "found" : "unknown"))
        .collect(Collectors.joining(", "));
  }

  /** Found and not documented: a later step that gates an earlier one. */
  List<String> surprises() {
    return held.stream().filter(e -> !documented().contains(e)).toList();
  }

  /** Both graphs side by side; an edge of the found one that is unknown is dashed. */
  String svg() {
    StringBuilder text =
        new StringBuilder(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 520 260' width='520'"
                + " font-family='sans-serif' font-size='14'><defs><marker id='a' orient='auto'"
                + " markerWidth='8' markerHeight='8' refX='7' refY='4'><path d='M0,0 L8,4"
                + " L0,8z'/></marker></defs>");
    half(text, "documented", 0, new TreeSet<>(documented()), Set.of());
    Set<String> asked = new TreeSet<>(open);
    asked.retainAll(documented());
    half(text, "found", 260, held, asked);
    return text.append("</svg>\n").toString();
  }

  private static void half(
      StringBuilder text, String title, int left, Set<String> edges, Set<String> dashed) {
    text.append("<text x='%d' y='20'>%s</text>".formatted(left + 20, title));
    edges.forEach(e -> arrow(text, left, e, ""));
    dashed.forEach(e -> arrow(text, left, e, " stroke-dasharray='4 4'"));
    for (RecoveryStep step : RecoveryStep.values()) {
      String letter = RecoveryStep.letters(List.of(step));
      text.append(
          "<circle cx='%1$d' cy='%2$d' r='16' fill='white' stroke='black'/><text x='%1$d' y='%3$d' text-anchor='middle'>%4$s</text>"
              .formatted(left + x(letter), y(letter), y(letter) + 5, letter));
    }
  }

  private static void arrow(StringBuilder text, int left, String edge, String how) {
    String from = edge.substring(0, 1);
    String to = edge.substring(edge.length() - 1);
    double dx = x(to) - x(from);
    double dy = y(to) - y(from);
    double shorter = 18 / Math.hypot(dx, dy);
    text.append(
        "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='black' marker-end='url(#a)'%s/>"
            .formatted(
                left + x(from),
                y(from),
                Math.round(left + x(to) - dx * shorter),
                Math.round(y(to) - dy * shorter),
                how));
  }

  private static int x(String letter) {
    return "LO".contains(letter) ? 60 : 200;
  }

  private static int y(String letter) {
    return "LV".contains(letter) ? 70 : 210;
  }
}
