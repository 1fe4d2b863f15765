package firedrill.provider.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Reality;
import firedrill.sandbox.k3d.Cluster;
import firedrill.sandbox.k3d.K3sCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Labs on one node, which Testcontainers starts: {@code vault-sealed} as a smoke test of the same
 * images without the k3d command. A kind of its own and no option of k3d's labs, for what it can do
 * is known before a lab is built, as of every kind: what needs a second node, or a machine that
 * crashes, is not drilled here. All else is that of labs in k3d: engine, images, network,
 * PostgreSQL beside the cluster, marks and the end.
 */
public final class K3sProvider extends NodesInContainers {

  @Override
  public String kind() {
    return K3sNeeds.KIND;
  }

  @Override
  public Set<Capability> capabilities() {
    return K3sCluster.CAPABILITIES;
  }

  @Override
  Cluster cluster(Path file) {
    return new K3sCluster(file);
  }

  @Override
  List<Reality> machines() {
    return List.of(
        Reality.standIn(
            "Raspberry Pi",
            "pi1, a container of one Linux machine with its kernel, clock and processor; it"
                + " loses no power"),
        Reality.absent(
            "pi2 and pi3",
            "all pods run on pi1, and PostgreSQL is a container beside it: what a second node"
                + " would do is not seen"));
  }

  @Override
  Reality maker() {
    return Reality.real("testcontainers")
        .with(K3sCluster.version().map(v -> v + ", from Maven Central").orElse(""));
  }

  @Override
  Reality docker() {
    return Reality.standIn(
        "the Docker of PostgreSQL's machine",
        "this machine's: no power is cut there, and nothing starts PostgreSQL again but the"
            + " restart policy of k3d/foundations/compose.yaml");
  }
}
