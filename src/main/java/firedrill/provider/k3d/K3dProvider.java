package firedrill.provider.k3d;

import firedrill.ground.Prepared;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Cluster;
import firedrill.sandbox.k3d.K3dCluster;
import firedrill.sandbox.k3d.K3dSandbox;
import firedrill.sandbox.k3d.KeptImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Labs whose nodes are containers that the k3d command makes; it lists the images of all. */
public final class K3dProvider extends NodesInContainers {

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
  Cluster cluster(Path file) {
    return new K3dCluster(file);
  }

  @Override
  List<Reality> machines() {
    return List.of(
        Reality.standIn(
            "Raspberry Pis",
            "containers of one Linux machine with its kernel, clock and processor; a power cut"
                + " is a kill of containers, a crash: nothing that was written is lost"));
  }

  @Override
  Reality maker() {
    return Reality.real(KIND);
  }

  @Override
  Reality docker() {
    return Reality.standIn(
        "pi2's Docker",
        "this machine's, which keeps its power when pi2 loses it: the restart policy of"
            + " k3d/foundations/compose.yaml starts a program that has ended, and not one that"
            + " was killed with pi2; those the harness starts when pi2 gets its power");
  }
}
