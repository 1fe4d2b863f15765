package drills;

import java.util.ArrayList;
import java.util.List;

/** How long new drives took to be full, against how much they had to take. */
final class HealTimes {

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
    Chart chart = new Chart(620);
    chart.label(4, Chart.TOP + 10, "grey", "%.0f s".formatted(mostSeconds));
    chart.across("0 MiB", "%.1f MiB".formatted(mostMib));
    List<Chart.Point> points = new ArrayList<>();
    for (Healed one : all) {
      Chart.Point at = new Chart.Point(one.mib() / mostMib, one.seconds() / mostSeconds);
      chart.dot(at);
      chart.label(
          at.x() + 8,
          at.y() - 6,
          "black",
          "%d objects: %.1f s".formatted(one.objects, one.seconds));
      points.add(at);
    }
    chart.line(points, "black", "");
    return chart.svg();
  }
}
