package drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long new drives took to be full, against how much they had to take. */
final class HealTimes {

  private static final double WIDTH = 420;
  private static final double HEIGHT = 160;
  private static final double LEFT = 60;
  private static final double TOP = 30;
  private static final double MIB = 1 << 20;

  private record Healed(int objects, double mib, double seconds) {}

  private final List<Healed> all = new ArrayList<>();

  /**
   * @param bytes on the drive, once it held all of them
   * @param seconds from the moment its machine was given power
   * @return for people
   */
  String add(int objects, long bytes, double seconds) {
    all.add(new Healed(objects, bytes / MIB, seconds));
    return "%d objects, %.1f MiB on the drive, after %.1f s"
        .formatted(objects, bytes / MIB, seconds);
  }

  /** Seconds over MiB, both from zero on. */
  String svg() {
    double mostMib = all.stream().mapToDouble(Healed::mib).max().orElse(1);
    double mostSeconds = all.stream().mapToDouble(Healed::seconds).max().orElse(1);
    StringBuilder text =
        new StringBuilder(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 620 240' width='620'"
                + " font-family='sans-serif' font-size='13'>");
    text.append(
        String.format(
            Locale.ROOT,
            "<path d='M%1$.0f,%2$.0f V%3$.0f H%4$.0f' fill='none' stroke='grey'/>",
            LEFT,
            TOP,
            TOP + HEIGHT,
            LEFT + WIDTH));
    label(text, 4, TOP + 10, "grey", "%.0f s".formatted(mostSeconds));
    label(text, LEFT, TOP + HEIGHT + 20, "grey", "0 MiB");
    label(text, LEFT + WIDTH - 40, TOP + HEIGHT + 20, "grey", "%.1f MiB".formatted(mostMib));
    StringBuilder line = new StringBuilder();
    for (Healed one : all) {
      double x = LEFT + WIDTH * one.mib() / mostMib;
      double y = TOP + HEIGHT * (1 - one.seconds() / mostSeconds);
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      text.append(String.format(Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='4'/>", x, y));
      label(text, x + 8, y - 6, "black", "%d objects: %.1f s".formatted(one.objects, one.seconds));
    }
    text.append("<polyline fill='none' stroke='black' points='").append(line).append("'/>");
    return text.append("</svg>\n").toString();
  }

  private static void label(StringBuilder text, double x, double y, String ink, String what) {
    text.append(
        String.format(Locale.ROOT, "<text x='%.0f' y='%.0f' fill='%s'>%s</text>", x, y, ink, what));
  }
}
