package firedrill.sandbox.k3d;

import firedrill.files.Attempts;
import firedrill.guard.Guard;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Disks;
import firedrill.sandbox.FileTree;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The lab's machines as containers of this machine's Docker. */
public final class K3dSandbox implements Sandbox {

  public static final String KIND = "k3d";

  /** The last number of the first machine's address in a lab without a cluster. */
  private static final int MACHINES = 10;

  /**
   * A kill of containers loses nothing that was written: a crash. New disks are for machines
   * outside the cluster. What is not here has not been built; see {@code k3d/README.md}.
   */
  public static final Set<Capability> CAPABILITIES =
      Set.copyOf(
          EnumSet.of(
              Capability.SEVERAL_NODES,
              Capability.CRASH,
              Capability.PARTITION,
              Capability.NODE_FILES,
              Capability.VOLUME_BLOCKS,
              Capability.KUBELET_VOLUMES,
              Capability.OUTSIDE_MACHINES,
              Capability.REPLACE_DISKS,
              Capability.GIT_SERVICE));

  private final Cluster cluster;
  private final Topology topology;
  private final Map<String, String> containers;
  private final Machines machines;
  private final OutsideMachines outside;
  private final Ports ports;
  private final ContainerNetwork network;
  private final ContainerPower power;
  private final List<K3dNode> nodes;

  private K3dSandbox(Cluster cluster, Topology asked, Machines machines) {
    this.cluster = cluster;
    this.topology = cluster.machines(asked);
    this.containers = cluster.containers(machines.cluster(), topology);
    this.machines = machines;
    this.outside = new OutsideMachines(machines, topology);
    this.ports = Ports.free(RandomGenerator.getDefault());
    this.nodes = topology.nodes().stream().map(this::node).toList();
    this.network = new ContainerNetwork(nodes, machines.network().name());
    this.power = new ContainerPower(machines, network, outside);
  }

  /**
   * Without machines: they come with {@link K3dPlatform}, or {@link #startMachines}, and what
   * stands beside a cluster with {@link K3dFoundations}.
   *
   * @param network of its own; removed with the sandbox
   * @param cluster that is to be made of its machines
   * @param topology that a lab asks for
   * @param session of the launcher that has started this JVM, if one has
   * @throws IllegalArgumentException for other nodes of the cluster than lab.yaml's
   */
  public static K3dSandbox of(
      Engine engine,
      Guard guard,
      LabNetwork network,
      Cluster cluster,
      Topology topology,
      Optional<String> session) {
    return new K3dSandbox(
        cluster, topology, new Machines(engine, guard, network, Owner.labels(session)));
  }

  /**
   * Removes what labs have left whose processes are gone.
   *
   * @return names of containers and networks
   */
  public static List<String> removeLeftOvers(Engine engine) {
    return Owner.removeLeftOvers(engine);
  }

  /** One shell line that opens a shell in the first node, whose kubectl is the cluster's. */
  public String howToEnter() {
    return String.join(
        " ",
        machines.engine().command(List.of("exec", "-it", nodes.get(0).container().name(), "sh")));
  }

  /**
   * Gives a lab without a cluster its machines, on which nothing runs.
   *
   * @param image any in which {@code sleep} is found
   */
  public void startMachines(String image) {
    for (K3dNode node : k3dNodes()) {
      machines.start(
          node.container(),
          new Machines.Beside(
              node.name(),
              MACHINES + nodes.indexOf(node),
              List.of(),
              Optional.empty(),
              List.of("--entrypoint", "sleep"),
              image,
              List.of("infinity")));
    }
  }

  /**
   * Starts the machines outside the cluster, if there are any.
   *
   * @param image in which iptables is found, for pulled cables
   * @param script {@code k3d/machine/machine}, their first process
   * @param programs by their names, which all of these machines find
   */
  public void startOutside(String image, Path script, Map<String, Path> programs) {
    outside.start(
        nodes.stream().filter(node -> !node.spec().isInCluster()).toList(),
        image,
        script,
        programs);
  }

  /** Has a machine outside the cluster run a program: from now on, and at each boot. */
  public void startUnit(Node on, Unit unit) {
    outside.startUnit(k3dNode(on.name()), unit);
  }

  /** Ends one, and starts it at no boot any more. */
  public void stopUnit(Node on, String name) {
    outside.stopUnit(k3dNode(on.name()), name);
  }

  /**
   * Files of a machine, whether it has power or not.
   *
   * @param directory one of its host directories, or below one: those lie on volumes
   * @throws IllegalArgumentException for another one
   */
  public FileTree files(String node, String directory) {
    K3dNode machine = k3dNode(node);
    Path wanted = Path.of(directory).normalize();
    if (machine.spec().hostDirectories().stream().noneMatch(wanted::startsWith)) {
      throw new IllegalArgumentException(
          "of " + node + " " + machine.spec().hostDirectories() + " can be opened, not " + wanted);
    }
    return new ContainerTree(machine.files(machines), node + ":" + directory, wanted.toString());
  }

  /** What the containers have said, and what the nodes have written down. */
  public void collect(Path into) {
    Attempts.all(
        "cannot collect the machines' logs",
        nodes.stream()
            .<Attempts.Attempt>map(
                node -> () -> node.collect(Files.createDirectories(into.resolve(node.name()))))
            .toList());
  }

  private K3dNode node(NodeSpec spec) {
    String container =
        spec.isInCluster() ? containers.get(spec.name()) : cluster() + "-" + spec.name();
    return new K3dNode(
        spec, machines.named(container), machines.network().name(), outside.address(spec.name()));
  }

  Machines machines() {
    return machines;
  }

  Ports ports() {
    return ports;
  }

  OutsideMachines outside() {
    return outside;
  }

  /** Those of the cluster. */
  List<K3dNode> k3dNodes() {
    return nodes.stream().filter(node -> node.spec().isInCluster()).toList();
  }

  K3dNode k3dNode(String name) {
    return (K3dNode) node(name);
  }

  Cluster made() {
    return cluster;
  }

  /** By what pods find PostgreSQL's machine. */
  String foundations() {
    return cluster.foundations(machines.network());
  }

  /** The machine that PostgreSQL and Gitea stand on: pi2, or the only one that there is. */
  public String ofFoundations() {
    return topology.nodes().stream()
        .map(NodeSpec::name)
        .filter(Topology.PI2::equals)
        .findFirst()
        .orElse(nodes.get(0).name());
  }

  /** Name of the cluster, of k3d and in the names of all containers. */
  public String cluster() {
    return machines.cluster();
  }

  public Topology topology() {
    return topology;
  }

  @Override
  public String kind() {
    return cluster.kind();
  }

  @Override
  public Set<Capability> capabilities() {
    return cluster.capabilities();
  }

  @Override
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public Power power() {
    require(Capability.CRASH);
    return power;
  }

  @Override
  public Network network() {
    require(Capability.PARTITION);
    return network;
  }

  @Override
  public Disks disks() {
    require(Capability.REPLACE_DISKS);
    return new ContainerDisks(outside);
  }

  private void require(Capability capability) {
    if (!capabilities().contains(capability)) {
      throw lacking(capability);
    }
  }

  static UnsupportedOperationException lacking(Capability capability) {
    return new UnsupportedOperationException(
        "this sandbox lacks " + capability + ": " + capability.ability());
  }

  @Override
  public void close() {
    machines.removeAll();
  }
}
