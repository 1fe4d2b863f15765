package drills;

import firedrill.component.minio.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How a new drive fills, from the moment it is looked at first: objects and MiB over seconds. */
final class HealCurve {

  private static final double WIDTH = 420;
  private static final double HEIGHT = 160;
  private static final double LEFT = 60;
  private static final double TOP = 30;
  private static final double MIB = 1 << 20;

  private record Sample(double seconds, int objects, double mib) {}

  private final long began = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();

  /** What lies on the drive now. */
  void add(Collection<StoredObject> there) {
    double seconds = (System.nanoTime() - began) / 1e9;
    double mib = there.stream().mapToLong(StoredObject::bytes).sum() / MIB;
    samples.add(new Sample(seconds, there.size(), mib));
  }

  /** For people, such as {@code 69 objects, 38.2 MiB after 14.1 s}. */
  @Override
  public String toString() {
    Sample last = samples.get(samples.size() - 1);
    return "%d objects, %.1f MiB after %.1f s"
        .formatted(last.objects(), last.mib(), last.seconds());
  }

  String svg() {
    double most = Math.max(1, most(Sample::seconds));
    StringBuilder text =
        new StringBuilder(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 520 240' width='520'"
                + " font-family='sans-serif' font-size='13'>");
    text.append(
        String.format(
            Locale.ROOT,
            "<path d='M%1$.0f,%2$.0f V%3$.0f H%4$.0f' fill='none' stroke='grey'/>",
            LEFT,
            TOP,
            TOP + HEIGHT,
            LEFT + WIDTH));
    line(text, Sample::objects, most, "black", "");
    line(text, Sample::mib, most, "steelblue", " stroke-dasharray='6 3'");
    label(text, LEFT, 18, "black", "%.0f objects".formatted(most(Sample::objects)));
    label(text, LEFT + 140, 18, "steelblue", "- - %.1f MiB".formatted(most(Sample::mib)));
    label(text, LEFT, TOP + HEIGHT + 20, "grey", "0 s");
    label(text, LEFT + WIDTH - 40, TOP + HEIGHT + 20, "grey", "%.1f s".formatted(most));
    return text.append("</svg>\n").toString();
  }

  private double most(ToDoubleFunction<Sample> of) {
    return samples.stream().mapToDouble(of).max().orElse(0);
  }

  private void line(
      StringBuilder text, ToDoubleFunction<Sample> of, double seconds, String ink, String how) {
    double most = Math.max(1e-9, most(of));
    text.append("<polyline fill='none' stroke='%s'%s points='".formatted(ink, how));
    for (Sample one : samples) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + WIDTH * one.seconds() / seconds,
              TOP + HEIGHT * (1 - of.applyAsDouble(one) / most)));
    }
    text.append("'/>");
  }

  private static void label(StringBuilder text, double x, double y, String ink, String what) {
    text.append(
        String.format(Locale.ROOT, "<text x='%.0f' y='%.0f' fill='%s'>%s</text>", x, y, ink, what));
  }
}
