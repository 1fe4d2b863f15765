package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Kubernetes on three nodes with Longhorn in it, and nothing else. */
public final class StorageLab extends ClusterLab {

  private static final String LONGHORN = "longhorn";

  /** A cluster made from the template is ready within seconds; the first one makes the template. */
  private static final Duration LONGHORN_LIMIT = Duration.ofMinutes(4);

  private final Manifests manifests;
  private final List<ComponentStart> starts;

  /**
   * Returns when volumes can be made.
   *
   * @param manifests folder of the manifests every sandbox applies
   */
  StorageLab(Path directory, Ground ground, Path manifests, Startup startup) {
    super(directory, ground);
    ground.addTo(startup);
    startup.add(LONGHORN, () -> ground.startLonghorn(LONGHORN_LIMIT), Ground.PLATFORM);
    this.starts = startup.join();
    this.manifests = new Manifests(platform().kubernetes(), manifests);
  }

  public Longhorn longhorn() {
    return ground().longhorn().orElseThrow();
  }

  /** The manifests every sandbox takes. */
  public Manifests manifests() {
    return manifests;
  }

  @Override
  public List<ComponentStart> starts() {
    return starts;
  }
}
