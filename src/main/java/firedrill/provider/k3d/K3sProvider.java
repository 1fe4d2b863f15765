package firedrill.provider.k3d;

import firedrill.ground.Ground;
import firedrill.ground.GroundSpec;
import firedrill.ground.LabJvm;
import firedrill.ground.SandboxProvider;
import firedrill.provider.LauncherJvm;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.K3sCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Labs on one node, which Testcontainers starts: {@code vault-sealed} as a smoke test of the same
 * images without the k3d command. A kind of its own and no option of k3d's labs, for what it can do
 * is known before a lab is built, as of every kind: what needs a second node, or a machine that
 * crashes, is not drilled here. All else is that of labs in k3d: engine, images, network,
 * PostgreSQL beside the cluster, marks and the end.
 */
public final class K3sProvider implements SandboxProvider {

  private final K3dProvider k3d = new K3dProvider();

  @Override
  public String kind() {
    return K3sNeeds.KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return K3sCluster.CAPABILITIES;
  }

  /** The images are those of k3d's labs, by which they are listed and removed as well. */
  @Override
  public void prepare(Path checkout, Consumer<String> progress) {
    k3d.prepare(checkout, progress);
  }

  @Override
  public LabJvm jvm(Path checkout, Path labs, List<String> arguments) {
    return LauncherJvm.of(checkout.resolve("sandbox/launcher/k3s/bin/java"), labs, arguments);
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
                "Raspberry Pi",
                "pi1, a container of one Linux machine with its kernel, clock and processor; it"
                    + " loses no power"),
            Reality.absent(
                "pi2 and pi3",
                "all pods run on pi1, and PostgreSQL is a container beside it: what a second node"
                    + " would do is not seen")),
        Reality.real("testcontainers")
            .with(K3sCluster.version().map(v -> v + ", from Maven Central").orElse("")),
        images);
  }

  @Override
  public Ground open(GroundSpec spec) {
    return new K3dGround(spec, cluster(spec.checkout()), images -> reality(spec, images));
  }

  private static K3sCluster cluster(Path checkout) {
    return new K3sCluster(checkout.resolve(K3dParts.CLUSTER));
  }
}
