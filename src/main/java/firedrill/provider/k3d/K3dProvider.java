package firedrill.provider.k3d;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.Prepared;
import firedrill.ground.SandboxProvider;
import firedrill.provider.LauncherJvm;
import firedrill.sandbox.Capability;
import firedrill.sandbox.ImageSource;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Engine;
import firedrill.sandbox.k3d.ImageChoice;
import firedrill.sandbox.k3d.Images;
import firedrill.sandbox.k3d.K3dCluster;
import firedrill.sandbox.k3d.K3dSandbox;
import firedrill.sandbox.k3d.KeptImages;
import firedrill.sandbox.k3d.Puller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Labs whose nodes are containers that the k3d command makes. */
public final class K3dProvider implements SandboxProvider {

  /** What {@code -Dsandbox} calls it. */
  public static final String KIND = K3dNeeds.KIND;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return K3dSandbox.CAPABILITIES;
  }

  @Override
  public void prepare(Path checkout, Consumer<String> progress) {
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
  public List<Prepared> prepared(Path checkout) {
    return LabImages.engine(checkout)
        .map(engine -> new KeptImages(engine).all())
        .orElse(List.of())
        .stream()
        .map(image -> new Prepared(image.name(), image.bytes(), image.made(), image.newest()))
        .toList();
  }

  @Override
  public boolean remove(Path checkout, Prepared prepared) {
    return LabImages.engine(checkout)
        .filter(engine -> new KeptImages(engine).remove(prepared.name()))
        .isPresent();
  }

  @Override
  public LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    return LauncherJvm.of(checkout.resolve("sandbox/launcher/k3d/bin/java"), labs, arguments);
  }

  @Override
  public Optional<Path> labDirectory() {
    return LauncherJvm.labDirectory();
  }

  @Override
  public Set<String> programs(GroundSpec spec) {
    return LabImages.programs(spec, cluster(spec.checkout()).programs());
  }

  @Override
  public Map<String, List<Reality>> reality(GroundSpec spec) {
    return reality(spec, ImageOrigin.HERE);
  }

  private static Map<String, List<Reality>> reality(GroundSpec spec, ImageOrigin images) {
    return K3dParts.reality(
        spec,
        List.of(
            Reality.standIn(
                "Raspberry Pis",
                "containers of one Linux machine with its kernel, clock and processor; a power cut"
                    + " is a kill of containers, a crash: nothing that was written is lost")),
        Reality.real(KIND),
        images);
  }

  @Override
  public Ground open(GroundSpec spec) {
    return new K3dGround(spec, cluster(spec.checkout()), images -> reality(spec, images));
  }

  private static K3dCluster cluster(Path checkout) {
    return new K3dCluster(checkout.resolve(K3dParts.CLUSTER));
  }
}
