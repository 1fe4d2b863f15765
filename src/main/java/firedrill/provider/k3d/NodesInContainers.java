package firedrill.provider.k3d;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.provider.LauncherJvm;
import firedrill.sandbox.ImageSource;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Cluster;
import firedrill.sandbox.k3d.Engine;
import firedrill.sandbox.k3d.ImageChoice;
import firedrill.sandbox.k3d.Images;
import firedrill.sandbox.k3d.Puller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Labs whose nodes are containers of k3s' image, whoever makes the cluster of them. */
abstract class NodesInContainers implements SandboxProvider {

  /**
   * @param file {@code k3d/lab.yaml}
   */
  abstract Cluster cluster(Path file);

  /** What of the machines is real. */
  abstract List<Reality> machines();

  /** What makes the cluster. */
  abstract Reality maker();

  /** What runs the database and the forge, in the place of pi2's Docker. */
  abstract Reality docker();

  @Override
  public final void prepare(Path checkout, Consumer<String> progress) {
    Engine engine = Engine.find(checkout);
    Images images = new Images(engine, checkout, name -> checkout);
    images.prepare(progress);
    Puller puller = new Puller(engine, ImageSource.ofProperties());
    ImageChoice choice =
        LabImages.told(() -> puller.choose(Optional.of(images.upstreamNode()), Set.of()));
    progress.accept(choice.told());
    choice.node().ifPresent(puller::pull);
  }

  @Override
  public final LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    Path launcher = checkout.resolve("sandbox/launcher").resolve(kind()).resolve("bin/java");
    return LauncherJvm.of(launcher, labs, arguments);
  }

  @Override
  public final Optional<Path> labDirectory() {
    return LauncherJvm.labDirectory();
  }

  @Override
  public final Set<String> programs(GroundSpec spec) {
    return LabImages.programs(spec, clusterOf(spec).programs());
  }

  @Override
  public final Map<String, List<Reality>> reality(GroundSpec spec) {
    return reality(spec, ImageOrigin.HERE);
  }

  private Map<String, List<Reality>> reality(GroundSpec spec, ImageOrigin images) {
    return K3dParts.reality(spec, machines(), maker(), docker(), images);
  }

  @Override
  public final Ground open(GroundSpec spec) {
    return new K3dGround(spec, clusterOf(spec), images -> reality(spec, images));
  }

  private Cluster clusterOf(GroundSpec spec) {
    return cluster(spec.checkout().resolve(K3dParts.CLUSTER));
  }
}
