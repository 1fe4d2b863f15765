package firedrill.report;

import java.util.List;
import java.util.Locale;

/**
 * A scenario's timeline in picture units, as the template draws it: phases as bands, the workload,
 * gates as bars in front of their budgets, what was observed, and the faults through all of it.
 *
 * @param id unique in the page; names the title and description for screen readers
 * @param phasesY top of the phases' bands
 * @param bottom lower end of the lines through the picture
 * @param writes none or one
 * @param seen none or one
 */
public record Drawing(
    String id,
    String title,
    String description,
    double phasesY,
    double bottom,
    List<Tick> ticks,
    List<Band> phases,
    List<Writes> writes,
    List<GateBar> gates,
    List<Seen> seen,
    List<FaultLine> faults) {

  public static final double WIDTH = 980;
  static final double LEFT = 210;
  static final double RIGHT = 850;
  static final double ROW = 34;

  /** A line of the grid, with what time it is there; empty where something else says so. */
  public record Tick(double x, String label) {}

  /**
   * A phase.
   *
   * @param label empty where it does not fit
   */
  public record Band(String title, String tone, String label, double x, double width) {}

  /**
   * A row's name on the left and figures on the right.
   *
   * @param shown the name, cut to what fits
   * @param figureTone {@code bad} or empty
   */
  public record Row(
      String name,
      String shown,
      String state,
      double y,
      String figure,
      String of,
      String figureTone) {

    private static final int MOST_LETTERS = 32;

    static Row of(String name, String state, double y, String figure, String of, boolean bad) {
      String shown =
          name.codePointCount(0, name.length()) <= MOST_LETTERS
              ? name
              : name.substring(0, name.offsetByCodePoints(0, MOST_LETTERS - 1)) + "\u2026";
      return new Row(name, shown, state, y, figure, of, bad ? "bad" : "");
    }

    public double figureX() {
      return RIGHT + 12;
    }
  }

  /**
   * The workload: its whole time, and when its writes were confirmed; neither of the two lists says
   * anything where that was not told.
   */
  public record Writes(
      Row row, double x, double width, List<Stroke> confirmed, List<Stroke> silences) {}

  /** A span of the row. */
  public record Stroke(String title, double x, double width) {}

  /**
   * A gate.
   *
   * @param reached whether it was waited for; if not, only its row is drawn
   * @param endShown whether the end of the budget lies within the picture
   */
  public record GateBar(
      Row row,
      String sentence,
      boolean reached,
      String never,
      double x,
      double width,
      double budgetX,
      boolean endShown) {
    public double budgetWidth() {
      return Math.max(1, budgetX - x);
    }

    public double neverX() {
      return LEFT + 8;
    }
  }

  /** What was observed. */
  public record Seen(Row row, List<Mark> marks) {}

  /**
   * One observation.
   *
   * @param tone {@code ok}, {@code red} or {@code plain}
   */
  public record Mark(String title, String tone, double x) {}

  /**
   * A fault's line and its name.
   *
   * @param labelX where the name begins, or ends when it goes leftwards
   */
  public record FaultLine(
      double x, String label, double labelX, double labelY, boolean leftwards) {}

  /** A coordinate, with a point whatever the language. */
  public static String n(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
