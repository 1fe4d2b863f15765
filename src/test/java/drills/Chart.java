package drills;

import java.util.List;
import java.util.Locale;

/** Lines and labels over a plain frame, as SVG. */
final class Chart {

  static final double WIDTH = 420;
  static final double HEIGHT = 160;
  static final double LEFT = 60;
  static final double TOP = 30;

  /** As parts of the frame: from the left, and from below. */
  record Point(double across, double up) {

    double x() {
      return LEFT + WIDTH * across;
    }

    double y() {
      return TOP + HEIGHT * (1 - up);
    }
  }

  private final StringBuilder text;

  /**
   * @param width of the whole picture
   */
  Chart(int width) {
    text =
        new StringBuilder(
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %1$d 240' width='%1$d'"
                    + " font-family='sans-serif' font-size='13'>")
                .formatted(width));
    add(
        "<path d='M%1$.0f,%2$.0f V%3$.0f H%4$.0f' fill='none' stroke='grey'/>",
        LEFT, TOP, TOP + HEIGHT, LEFT + WIDTH);
  }

  /**
   * @param how further attributes, with a space before each
   */
  void line(List<Point> points, String ink, String how) {
    text.append("<polyline fill='none' stroke='%s'%s points='".formatted(ink, how));
    points.forEach(point -> add("%.1f,%.1f ", point.x(), point.y()));
    text.append("'/>");
  }

  void dot(Point at) {
    add("<circle cx='%.1f' cy='%.1f' r='4'/>", at.x(), at.y());
  }

  void label(double x, double y, String ink, String what) {
    add("<text x='%.0f' y='%.0f' fill='%s'>%s</text>", x, y, ink, what);
  }

  /** What the axis from the left says below its beginning and its end. */
  void across(String zero, String most) {
    label(LEFT, TOP + HEIGHT + 20, "grey", zero);
    label(LEFT + WIDTH - 40, TOP + HEIGHT + 20, "grey", most);
  }

  String svg() {
    return text + "</svg>\n";
  }

  private void add(String format, Object... what) {
    text.append(String.format(Locale.ROOT, format, what));
  }
}
