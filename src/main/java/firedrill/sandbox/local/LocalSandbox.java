package firedrill.sandbox.local;

import firedrill.files.Trees;
import firedrill.sandbox.Disks;
import firedrill.sandbox.Network;
import firedrill.sandbox.Node;
import firedrill.sandbox.Power;
import firedrill.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Nodes as nested namespaces of the namespaces this JVM was started in by {@code
 * sandbox/launcher/bin/java}. It never runs on the host itself.
 */
public final class LocalSandbox implements Sandbox {

  /** Sparse: only what is written takes space. */
  private static final long DISK_BYTES = 2L << 30;

  /** Bound over {@code /etc/hosts} by the launcher's first process. */
  private static final Path HOSTS = Path.of("/run/firedrill/hosts");

  /** Host name of {@link Addresses#FOUNDATIONS}. */
  public static final String FOUNDATIONS = "pi2-vm";

  private final Path directory;
  private final List<LocalNode> nodes = new ArrayList<>();
  private final List<String> taps = new ArrayList<>();
  private final HostsFile hosts;
  private final LocalPower power;
  private final LocalNetwork network;

  private LocalSandbox(Path directory, List<String> names) {
    this.directory = directory;
    Path sockets = Path.of("/run/firedrill", "n" + Long.toString(System.nanoTime(), 36));
    for (String name : names) {
      nodes.add(new LocalNode(name, nodes.size() + 1, directory, sockets, DISK_BYTES));
    }
    Map<String, String> fixed = new TreeMap<>();
    nodes.forEach(n -> fixed.put(n.name(), n.address()));
    fixed.put(FOUNDATIONS, Addresses.FOUNDATIONS);
    this.hosts = new HostsFile(HOSTS, fixed);
    this.network = new LocalNetwork(nodes);
    this.power = new LocalPower(nodes, network);
  }

  /**
   * Makes the bridge and boots the nodes.
   *
   * @param directory holds the nodes' disks and logs
   * @throws IllegalStateException when this JVM is not inside the launcher's namespaces
   */
  public static LocalSandbox start(Path directory, List<String> nodeNames) {
    return start(directory, nodeNames, Map.of());
  }

  /**
   * As {@link #start(Path, List)}, with what a node's disk holds when it is new; awaited only by
   * that node.
   */
  public static LocalSandbox start(
      Path directory, List<String> nodeNames, Map<String, Supplier<Path>> contents) {
    return start(directory, nodeNames, contents, Optional.empty());
  }

  /**
   * As {@link #start(Path, List, Map)}, for privileged pods that use their node as their host.
   *
   * @param hostPrograms folder of scripts that stand for programs of a node's operating system;
   *     empty if no such pod will run
   */
  public static LocalSandbox start(
      Path directory,
      List<String> nodeNames,
      Map<String, Supplier<Path>> contents,
      Optional<Path> hostPrograms) {
    requireNamespaces();
    LocalSandbox s = new LocalSandbox(directory, nodeNames);
    hostPrograms.ifPresent(s::provideHostView);
    s.hosts.write(Map.of());
    NodeLinks.createBridge();
    s.nodes.parallelStream()
        .forEach(
            n -> {
              Supplier<Path> disk = contents.get(n.name());
              if (disk != null) {
                n.fillDisk(disk.get());
              }
              n.attachDisk();
              n.boot(s.nodes);
            });
    return s;
  }

  /**
   * Where the directory {@code /var/lib/longhorn} of a node lies; what is there before the node
   * starts, it finds.
   */
  public static Path hostData(Path directory, String node) {
    return directory.toAbsolutePath().resolve(node + "-longhorn");
  }

  private void provideHostView(Path programs) {
    HostView.offer(programs);
    Path views = Path.of("/run/firedrill", "v" + Long.toString(System.nanoTime(), 36));
    for (LocalNode n : nodes) {
      n.provide(new HostView(views.resolve(n.name()), hostData(directory, n.name())));
    }
  }

  /** Isolation is not optional: without the launcher this would run on the host's own network. */
  private static void requireNamespaces() {
    if (!"local".equals(System.getenv("FIREDRILL_SANDBOX"))
        || !Files.isDirectory(Path.of("/run/firedrill"))) {
      throw new IllegalStateException(
          "this JVM runs outside the sandbox's namespaces and a lab is never started there;"
              + " run drills by `mvn verify -Pdrill`, or start java by sandbox/launcher/bin/java");
    }
  }

  @Override
  public String kind() {
    return "local";
  }

  public Path directory() {
    return directory;
  }

  @Override
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  List<LocalNode> localNodes() {
    return List.copyOf(nodes);
  }

  @Override
  public LocalNode node(String name) {
    return (LocalNode) Sandbox.super.node(name);
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

  LocalNetwork localNetwork() {
    return network;
  }

  /** By way of which node each node's pods are reached. */
  public Map<String, String> podRoutes() {
    Map<String, String> routes = new TreeMap<>();
    nodes.forEach(n -> routes.put(Addresses.podNetwork(n.ordinal()), n.address()));
    return routes;
  }

  /** Copies the nodes' logs, each into a folder of its name. */
  public void collectLogs(Path into) {
    for (LocalNode n : nodes) {
      try {
        if (Files.isDirectory(n.logs())) {
          Trees.copy(n.logs(), into.resolve(n.name()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot collect the logs of " + n.name(), e);
      }
    }
  }

  HostsFile hosts() {
    return hosts;
  }

  @Override
  public void close() {
    power.cut(nodes.stream().filter(LocalNode::isRunning).toArray(Node[]::new));
    taps.forEach(NodeLinks::unplugTap);
    NodeLinks.removeBridge();
  }
}
