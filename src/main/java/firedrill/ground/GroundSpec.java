package firedrill.ground;

import firedrill.sandbox.Capability;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Platform;
import firedrill.sandbox.Topology;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a lab asks its sandbox for.
 *
 * @param directory the lab's own
 * @param checkout the project's folder, with {@code sandbox/}
 * @param cluster whether Kubernetes runs on the nodes of the topology that are in the cluster
 * @param programs that the lab's pods are made of, beside Kubernetes' own
 * @param foundations what runs on pi2 beside the cluster
 * @param preparation what the cluster may already have when it starts
 * @param storage a block storage whose volumes pods mount, given the cluster it is in; asked for
 *     only where the sandbox has to attach and mount in the place of the storage's own CSI driver
 * @param hostPrograms what privileged pods expect of their nodes' operating system
 */
public record GroundSpec(
    Path directory,
    Path checkout,
    Topology topology,
    boolean cluster,
    Set<String> programs,
    Foundations foundations,
    Optional<Preparation> preparation,
    Optional<Function<Platform, BlockStorage>> storage,
    Optional<HostPrograms> hostPrograms) {

  /**
   * PostgreSQL and git on pi2.
   *
   * @param database whether PostgreSQL runs
   * @param git whether Gitea runs, which needs PostgreSQL
   * @param settings overrides of PostgreSQL's, for example {@code fsync=off} in a twin
   */
  public record Foundations(boolean database, boolean git, Pi2 pi2, Map<String, String> settings) {

    public Foundations {
      settings = Map.copyOf(settings);
    }

    public static Foundations none() {
      return new Foundations(false, false, Pi2.PROCESS, Map.of());
    }

    public static Foundations database(Pi2 pi2, Map<String, String> settings) {
      return new Foundations(true, false, pi2, settings);
    }

    public static Foundations databaseAndGit(Pi2 pi2, Map<String, String> settings) {
      return new Foundations(true, true, pi2, settings);
    }
  }

  public GroundSpec {
    directory = directory.toAbsolutePath();
    programs = Set.copyOf(programs);
  }

  /** Machines alone. */
  public static GroundSpec of(Path directory, Path checkout, Topology topology) {
    return new GroundSpec(
        directory,
        checkout,
        topology,
        false,
        Set.of(),
        Foundations.none(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What the sandbox must be able to do for machines and foundations such as these. */
  public Set<Capability> needs() {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    if (topology.nodes().stream().anyMatch(node -> !node.isInCluster())) {
      needs.add(Capability.OUTSIDE_MACHINES);
    }
    if (cluster && !names(topology).equals(names(Topology.homeLab()))) {
      needs.add(Capability.OTHER_NODES);
    }
    if (foundations.git()) {
      needs.add(Capability.GIT_SERVICE);
    }
    return needs;
  }

  private static List<String> names(Topology topology) {
    return topology.cluster().stream().map(NodeSpec::name).toList();
  }

  /** The folder of the manifests that every sandbox takes. */
  public Path manifests() {
    return checkout.resolve("sandbox/manifests");
  }

  /** On other machines. */
  public GroundSpec withTopology(Topology other) {
    return new GroundSpec(
        directory,
        checkout,
        other,
        cluster,
        programs,
        foundations,
        preparation,
        storage,
        hostPrograms);
  }

  /** With more programs for pods. */
  public GroundSpec withPrograms(Set<String> more) {
    Set<String> all = new TreeSet<>(programs);
    all.addAll(more);
    return new GroundSpec(
        directory,
        checkout,
        topology,
        cluster,
        all,
        foundations,
        preparation,
        storage,
        hostPrograms);
  }

  /** With Kubernetes on them. */
  public GroundSpec withCluster() {
    return new GroundSpec(
        directory,
        checkout,
        topology,
        true,
        programs,
        foundations,
        preparation,
        storage,
        hostPrograms);
  }

  public GroundSpec withFoundations(Foundations wanted) {
    return new GroundSpec(
        directory,
        checkout,
        topology,
        cluster,
        programs,
        wanted,
        preparation,
        storage,
        hostPrograms);
  }

  /** With a block storage in the cluster. */
  public GroundSpec withStorage(
      Function<Platform, BlockStorage> made, Preparation prepared, HostPrograms onNodes) {
    return new GroundSpec(
        directory,
        checkout,
        topology,
        cluster,
        programs,
        foundations,
        Optional.of(prepared),
        Optional.of(made),
        Optional.of(onNodes));
  }
}
