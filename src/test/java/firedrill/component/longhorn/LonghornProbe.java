package firedrill.component.longhorn;

import java.nio.file.Path;
import java.time.Duration;

/** Runs inside the launcher: Longhorn from nothing, volumes attached, a node dies. */
final class LonghornProbe {

  private static long began;

  private LonghornProbe() {}

  public static void main(String[] args) throws Exception {
    began = System.nanoTime();
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    try (PlaneLab lab = new PlaneLab(directory)) {
      saw("platform", true);
      Longhorn longhorn = lab.longhorn();
      longhorn.installation().install(Duration.ofMinutes(3));
      saw("installed", longhorn.installation().managers());
      for (int replicas : new int[] {2, 3}) {
        String name = "v" + replicas;
        longhorn.createVolume(name, 64L << 20, replicas);
        longhorn.awaitState(
            name, VolumeState::isDetached, Duration.ofSeconds(30), name + " is taken in");
        longhorn.attach(name, "pi1", "probe");
      }
      for (int replicas : new int[] {2, 3}) {
        String name = "v" + replicas;
        saw(
            name,
            longhorn.awaitState(
                name, VolumeState::isHealthy, Duration.ofSeconds(60), name + " is healthy"));
        saw(name + " engine", longhorn.engine(name).orElseThrow());
        saw(name + " socket", longhorn.locate(name));
        longhorn.replicas(name).forEach(r -> saw(name + " " + r.node(), r));
      }
    }
  }

  private static void saw(String what, Object value) {
    System.out.printf("saw\t%s\t%s\t%.1f s%n", what, value, (System.nanoTime() - began) / 1e9);
  }
}
