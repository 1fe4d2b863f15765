package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;
import firedrill.ground.ComponentStart;
import firedrill.ground.Ground;
import firedrill.ground.Startup;
import java.nio.file.Path;
import java.util.List;

/** Kubernetes on three nodes with Longhorn in it, and nothing else. */
public final class StorageLab extends ClusterLab {

  private final Manifests manifests;
  private final List<ComponentStart> starts;
  private Longhorn longhorn;

  /**
   * Returns when volumes can be made.
   *
   * @param manifests folder of the manifests every sandbox applies
   */
  StorageLab(Path directory, Ground ground, Path manifests, Startup startup) {
    super(directory, ground);
    ground.addTo(startup);
    startup.add(
        "longhorn", () -> longhorn = LonghornOnGround.start(ground, manifests), Ground.PLATFORM);
    startup.add(
        LocalStorage.TASK, () -> LocalStorage.start(ground, manifests, false), Ground.PLATFORM);
    this.starts = startup.join();
    this.manifests = new Manifests(platform().kubernetes(), manifests);
  }

  public Longhorn longhorn() {
    return longhorn;
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
