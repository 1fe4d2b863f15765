package drills;

import firedrill.component.minio.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How a new drive fills, from the moment it is looked at first: objects and MiB over seconds. */
final class HealCurve {

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
    Chart chart = new Chart(520);
    chart.line(points(Sample::objects, most), "black", "");
    chart.line(points(Sample::mib, most), "steelblue", " stroke-dasharray='6 3'");
    chart.label(Chart.LEFT, 18, "black", "%.0f objects".formatted(most(Sample::objects)));
    chart.label(Chart.LEFT + 140, 18, "steelblue", "- - %.1f MiB".formatted(most(Sample::mib)));
    chart.across("0 s", "%.1f s".formatted(most));
    return chart.svg();
  }

  private double most(ToDoubleFunction<Sample> of) {
    return samples.stream().mapToDouble(of).max().orElse(0);
  }

  private List<Chart.Point> points(ToDoubleFunction<Sample> of, double seconds) {
    double most = Math.max(1e-9, most(of));
    return samples.stream()
        .map(one -> new Chart.Point(one.seconds() / seconds, of.applyAsDouble(one) / most))
        .toList();
  }
}
