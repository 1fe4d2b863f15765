package firedrill.lab;

import firedrill.component.longhorn.VolumeState;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Runs inside the launcher: a cluster with Longhorn, how soon after the lab's start its instance
 * managers ran, volumes could be made, and one of three replicas was attached. Seconds.
 */
public final class WarmStartProbe {

  private WarmStartProbe() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Path directory = LabProbe.directory().resolve("lab");
    Instant began = Instant.now();
    try (StorageLab lab = new StorageLabFactory().create(directory, 1)) {
      double ready = since(began);
      lab.longhorn().createVolume("first", 64L << 20, 3);
      lab.longhorn()
          .awaitState("first", VolumeState::isDetached, Duration.ofSeconds(30), "it is taken in");
      lab.longhorn().attach("first", "pi1", "probe");
      lab.longhorn()
          .awaitState("first", VolumeState::isHealthy, Duration.ofSeconds(60), "it is attached");
      System.out.printf(
          "started %d %.1f %.1f%n",
          Duration.between(began, instanceManagers(lab)).toSeconds(), ready, since(began));
    }
  }

  /** When the last one began to run; Kubernetes gives whole seconds. */
  private static Instant instanceManagers(StorageLab lab) {
    return lab
        .platform()
        .kubernetes()
        .pods()
        .inNamespace("longhorn-system")
        .withLabel("longhorn.io/component", "instance-manager")
        .list()
        .getItems()
        .stream()
        .map(WarmStartProbe::running)
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static Instant running(Pod pod) {
    return Instant.parse(
        pod.getStatus().getContainerStatuses().get(0).getState().getRunning().getStartedAt());
  }

  private static double since(Instant began) {
    return Duration.between(began, Instant.now()).toMillis() / 1000.0;
  }
}
