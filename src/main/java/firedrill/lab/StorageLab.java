package firedrill.lab;

import firedrill.component.longhorn.Longhorn;
import firedrill.component.manifest.Manifests;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Kubernetes on three nodes with Longhorn in it, and nothing else. */
public final class StorageLab implements Lab {

  private static final String LONGHORN = "longhorn";

  /** A cluster made from the template is ready within seconds; the first one makes the template. */
  private static final Duration LONGHORN_LIMIT = Duration.ofMinutes(4);

  private final Path directory;
  private final Ground ground;
  private final Manifests manifests;
  private final List<ComponentStart> starts;

  /**
   * Returns when volumes can be made.
   *
   * @param manifests folder of the manifests every sandbox applies
   */
  StorageLab(Path directory, Ground ground, Path manifests, Startup startup) {
    this.directory = directory;
    this.ground = ground;
    ground.addTo(startup);
    startup.add(LONGHORN, () -> ground.startLonghorn(LONGHORN_LIMIT), Ground.PLATFORM);
    this.starts = startup.join();
    this.manifests = new Manifests(platform().kubernetes(), manifests);
  }

  @Override
  public Sandbox sandbox() {
    return ground.sandbox();
  }

  public Platform platform() {
    return ground.platform();
  }

  public Longhorn longhorn() {
    return ground.longhorn().orElseThrow();
  }

  /** The manifests every sandbox takes. */
  public Manifests manifests() {
    return manifests;
  }

  /**
   * Where a claim's files lie while a pod has them mounted, behind the pod's back.
   *
   * @throws IllegalStateException when the claim is not bound, or mounted nowhere
   */
  public Path volume(String namespace, String claim) {
    return ground.volume(namespace, claim);
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public List<ComponentStart> starts() {
    return starts;
  }

  @Override
  public void collect(Path into) {
    platform().collect(into.resolve("logs"));
    Evidence.write(into.resolve("events.txt"), () -> Evidence.events(platform().kubernetes()));
    Evidence.write(into.resolve("objects.yaml"), () -> Evidence.objects(platform().kubernetes()));
  }

  @Override
  public String howToEnter() {
    return ground.howToEnter();
  }

  @Override
  public void close() {
    ground.close();
  }
}
