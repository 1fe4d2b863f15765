package firedrill.lab;

import firedrill.component.longhorn.VolumeState;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs inside the launcher: the whole home lab with Longhorn, and how soon a volume is attached.
 */
final class LonghornLabProbe {

  private LonghornLabProbe() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(System.getenv("FIREDRILL_LAB_DIR"), "lab");
    long began = System.nanoTime();
    try (HomeLab lab = new LonghornLabFactory().create(directory, 1, s -> System.out.println(s))) {
      System.out.printf("up %.1f s%n", (System.nanoTime() - began) / 1e9);
      lab.longhorn().createVolume("vol", 64L << 20, 3);
      lab.longhorn()
          .awaitState("vol", VolumeState::isDetached, Duration.ofSeconds(30), "v is taken in");
      lab.longhorn().attach("vol", "pi1", "probe");
      lab.longhorn()
          .awaitState("vol", VolumeState::isAttached, Duration.ofSeconds(60), "v attached");
      System.out.printf("attached %.1f s%n", (System.nanoTime() - began) / 1e9);
    }
  }
}
