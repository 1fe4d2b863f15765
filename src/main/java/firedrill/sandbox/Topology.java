package firedrill.sandbox;

import firedrill.sandbox.NodeSpec.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machines of a lab, in the order in which they get their addresses. The first one of the
 * cluster runs its control plane.
 */
public record Topology(List<NodeSpec> nodes) {

  /** Where the three Raspberry Pis stand. */
  public static final String HOME = "home";

  /** The one with PostgreSQL and Gitea on its own disk, beside the cluster. */
  public static final String PI2 = "pi2";

  /** Sparse where the sandbox can: only what is written takes space. */
  private static final long DISK_BYTES = 2L << 30;

  /**
   * @throws IllegalArgumentException when two machines have one name
   */
  public Topology {
    nodes = List.copyOf(nodes);
    Set<String> names = new HashSet<>();
    for (NodeSpec node : nodes) {
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("two machines are called " + node.name());
      }
    }
  }

  /** The three Raspberry Pis: pi1 with the control plane, pi2 with the foundations, pi3. */
  public static Topology homeLab() {
    return cluster("pi1", PI2, "pi3");
  }

  /** Nodes of one cluster at {@link #HOME}. */
  public static Topology cluster(String... names) {
    return new Topology(
        Stream.of(names)
            .map(n -> new NodeSpec(n, Role.CLUSTER, HOME, DISK_BYTES, List.of()))
            .toList());
  }

  /** With a machine outside the cluster. */
  public Topology withOutside(String name, String site, Path... hostDirectories) {
    List<NodeSpec> more = new ArrayList<>(nodes);
    more.add(new NodeSpec(name, Role.OUTSIDE, site, DISK_BYTES, List.of(hostDirectories)));
    return new Topology(more);
  }

  /** With a directory on every node of the cluster that privileged pods use by hostPath. */
  public Topology withHostDirectory(Path directory) {
    return new Topology(
        nodes.stream().map(n -> n.isInCluster() ? n.withHostDirectory(directory) : n).toList());
  }

  /** The Kubernetes nodes. */
  public List<NodeSpec> cluster() {
    return nodes.stream().filter(NodeSpec::isInCluster).toList();
  }

  /** All machines of one site. */
  public List<NodeSpec> at(String site) {
    return nodes.stream().filter(n -> n.site().equals(site)).toList();
  }
}
