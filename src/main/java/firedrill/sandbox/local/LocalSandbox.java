package firedrill.sandbox.local;

import firedrill.files.Attempts;
import firedrill.files.Trees;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Disks;
import firedrill.sandbox.HostPrograms;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Pi2;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import firedrill.sandbox.Topology;
import firedrill.sandbox.local.machine.LocalNeeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Nodes as nested namespaces of the namespaces this JVM was started in by {@code
 * sandbox/launcher/local/bin/java}. It never runs on the host itself.
 */
public final class LocalSandbox implements Sandbox {

  /** Starts a JVM in namespaces of its own; below the checkout. */
  public static final String LAUNCHER = "sandbox/launcher/local/bin/java";

  /** The lab's private folder for sockets and mount points. */
  private static final Path RUN = Path.of("/run/firedrill");

  /** Bound over {@code /etc/hosts} by the launcher's first process. */
  private static final Path HOSTS = RUN.resolve("hosts");

  /**
   * Without a {@link HostDisk} host directories keep everything in a cut; {@link SmallDisk} covers
   * folders. Linux has time namespaces for the time since boot, and none for the time of day. The
   * node agent binds volumes into each pod's own mount namespace, where no other pod sees them.
   */
  public static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.complementOf(lacking()));

  /** What {@code -Dsandbox} calls it. */
  public static final String KIND = LocalNeeds.KIND;

  /** Host name of {@link Addresses#FOUNDATIONS}. */
  public static final String FOUNDATIONS = "pi2-vm";

  private final Path directory;
  private final List<LocalNode> nodes = new ArrayList<>();
  private final List<String> taps = new ArrayList<>();
  private final HostsFile hosts;
  private final LocalPower power;
  private final LocalNetwork network;
  private boolean bridged;

  private static EnumSet<Capability> lacking() {
    EnumSet<Capability> lacking = EnumSet.of(Capability.OWN_CLOCKS, Capability.KUBELET_VOLUMES);
    if (!Pi2.isVirtual()) {
      // Processes share this machine's page cache, which keeps its power.
      lacking.add(Capability.OWN_PAGE_CACHE);
    }
    if (!HostDisk.toBeHad()) {
      lacking.add(Capability.CUT_NODE_DISKS);
    }
    if (!SmallDisk.toBeHad()) {
      lacking.add(Capability.SMALL_DISKS);
    }
    return lacking;
  }

  /**
   * Nothing exists before {@link #start}.
   *
   * @param directory holds the nodes' disks and logs
   */
  public LocalSandbox(Path directory, Topology topology) {
    this.directory = directory.toAbsolutePath();
    String own = Long.toString(System.nanoTime(), 36);
    Path sockets = RUN.resolve("n" + own);
    for (NodeSpec spec : topology.nodes()) {
      LocalNode node = new LocalNode(spec, nodes.size() + 1, this.directory, sockets);
      nodes.add(node);
      if (!spec.hostDirectories().isEmpty()) {
        node.provide(
            new HostView(RUN.resolve("v" + own).resolve(spec.name()), node.disks().hostData()));
      }
    }
    Map<String, String> fixed = new TreeMap<>();
    nodes.forEach(n -> fixed.put(n.name(), n.address()));
    fixed.put(FOUNDATIONS, Addresses.FOUNDATIONS);
    this.hosts = new HostsFile(HOSTS, fixed);
    this.network = new LocalNetwork(nodes);
    this.power = new LocalPower(nodes, network);
  }

  /**
   * A sandbox that has started, for what needs no more than machines; nothing is left if it fails.
   */
  public static LocalSandbox started(Path directory, Topology topology) {
    LocalSandbox sandbox = new LocalSandbox(directory, topology);
    try {
      sandbox.start(Map.of(), Optional.empty());
      return sandbox;
    } catch (Exception | Error e) {
      Attempts.after(e, sandbox::close);
      throw e;
    }
  }

  /**
   * Makes the bridge and boots the nodes. What a start that fails has begun, {@link #close} ends.
   *
   * @param contents what a node's disk holds when it is new, by the node's name; awaited only by
   *     that node
   * @param hostPrograms what privileged pods expect of their nodes' operating system
   * @throws IllegalStateException when this JVM is not inside the launcher's namespaces
   */
  public void start(Map<String, Supplier<Path>> contents, Optional<HostPrograms> hostPrograms) {
    requireNamespaces();
    hostPrograms.ifPresent(
        p -> {
          HostView.offer(p);
          nodes.forEach(n -> n.runAtHost(p.daemons()));
        });
    hosts.write(Map.of());
    NodeLinks.createBridge();
    bridged = true;
    nodes.parallelStream()
        .forEach(
            n -> {
              Supplier<Path> disk = contents.get(n.name());
              if (disk != null) {
                n.disks().fill(disk.get());
              }
              n.disks().attach();
              n.boot(nodes);
            });
  }

  /**
   * Where a node's host directory lies; what is there before the node starts, it finds.
   *
   * @param lab the lab's own directory
   */
  public static Path hostData(Path lab, String node, Path hostDirectory) {
    return NodeDisks.hostData(lab, node, hostDirectory);
  }

  /** Whether the launcher has started this JVM, in namespaces of its own. */
  public static boolean isInside() {
    return KIND.equals(System.getenv("FIREDRILL_SANDBOX")) && Files.isDirectory(RUN);
  }

  /** Isolation is not optional: without the launcher this would run on the host's own network. */
  private static void requireNamespaces() {
    if (!isInside()) {
      throw new IllegalStateException(
          "this JVM runs outside the sandbox's namespaces and a lab is never started there;"
              + " run drills by `mvn verify -Pdrill`, or start java by "
              + LAUNCHER);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  public Path directory() {
    return directory;
  }

  @Override
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** All machines, in the order of their addresses. */
  public List<LocalNode> localNodes() {
    return List.copyOf(nodes);
  }

  @Override
  public LocalNode node(String name) {
    return (LocalNode) Sandbox.super.node(name);
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Power power() {
    return power;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public Disks disks() {
    return new LocalDisks(directory, nodes);
  }

  /** A card on the bridge for a virtual machine of this lab; it stays when the machine stops. */
  public String plugMachine(String name) {
    String tap = NodeLinks.plugTap(name);
    taps.add(tap);
    return tap;
  }

  /** The Kubernetes nodes; the first one runs the control plane. */
  public List<LocalNode> localClusterNodes() {
    return nodes.stream().filter(n -> n.spec().isInCluster()).toList();
  }

  public LocalNetwork localNetwork() {
    return network;
  }

  /** By way of which node each node's pods are reached. */
  public Map<String, String> podRoutes() {
    Map<String, String> routes = new TreeMap<>();
    localClusterNodes().forEach(n -> routes.put(Addresses.podNetwork(n.ordinal()), n.address()));
    return routes;
  }

  /** Copies the nodes' logs, each into a folder of its name. */
  public void collectLogs(Path into) {
    Attempts.all(
        "cannot collect the nodes' logs",
        nodes.stream()
            .filter(n -> Files.isDirectory(n.logs()))
            .<Attempts.Attempt>map(n -> () -> Trees.copy(n.logs(), into.resolve(n.name())))
            .toList());
  }

  public HostsFile hosts() {
    return hosts;
  }

  @Override
  public void close() {
    List<Attempts.Attempt> all = new ArrayList<>();
    all.add(() -> power.cut(nodes.toArray(Node[]::new)));
    // One whose start failed half way is not reached by the plug.
    nodes.forEach(n -> all.add(n.disks()::cut));
    nodes.forEach(n -> all.add(n.disks()::detach));
    nodes.forEach(n -> all.add(n.disks()::close));
    taps.forEach(tap -> all.add(() -> NodeLinks.unplugTap(tap)));
    if (bridged) {
      bridged = false;
      all.add(NodeLinks::removeBridge);
    }
    Attempts.all("cannot close the sandbox", all);
  }
}
