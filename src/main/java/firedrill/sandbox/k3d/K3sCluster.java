package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.NodeSpec;
import firedrill.sandbox.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The first Raspberry Pi alone, by Testcontainers' K3sContainer: for a smoke drill that asks for
 * nothing but pods. It takes the server's settings of {@code k3d/lab.yaml}, so that this node is
 * the same as the first of three. Where more is drilled {@link K3dCluster} makes the lab, and tells
 * why.
 *
 * <p>Testcontainers' own reaper (Ryuk) is an image, and is told not to be started by the launcher:
 * the node carries the labels of the lab's other containers, by which the launcher's watcher or the
 * next lab removes it.
 */
public final class K3sCluster extends Cluster {

  /** What {@code -Dsandbox} calls it. */
  public static final String KIND = "k3s";

  /**
   * Nothing is done to a machine that Testcontainers has started: it would go on telling of the
   * container that it knew.
   */
  public static final Set<Capability> CAPABILITIES = Set.of(Capability.KUBELET_VOLUMES);

  private static final String STANDS_FOR = "rancher/k3s";

  /** In k3s' own kubeconfig all names are this one. */
  private static final String CONTEXT = "default";

  private static final String REGISTRIES = "/etc/rancher/k3s/registries.yaml";

  /** As for three nodes. */
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Path file;
  private K3sContainer node;

  /**
   * @param file k3d's config, {@code k3d/lab.yaml}
   */
  public K3sCluster(Path file) {
    this.file = file;
  }

  /** Of Testcontainers; empty where its archive does not tell. */
  public static Optional<String> version() {
    return Optional.ofNullable(DockerClientFactory.TESTCONTAINERS_VERSION);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Set<String> programs() {
    return Set.of();
  }

  @Override
  Topology machines(Topology asked) {
    return new Topology(List.of(first(asked)));
  }

  @Override
  Map<String, String> containers(String cluster, Topology machines) {
    String name = first(machines).name();
    return Map.of(name, cluster + "-" + name);
  }

  private static NodeSpec first(Topology machines) {
    return machines.cluster().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a lab in k3s has a node of a cluster"));
  }

  /** An address: nobody gives this cluster's DNS a name of a machine outside. */
  @Override
  String foundations(LabNetwork network) {
    return network.address(K3dPostgres.ADDRESS);
  }

  @Override
  void make(Making with) {
    K3dSandbox sandbox = with.sandbox();
    Machines machines = sandbox.machines();
    requireSame(
        machines.engine(), DockerClientFactory.instance().getTransportConfig().getDockerHost());
    ClusterFile settings = ClusterFile.read(file);
    String name = sandbox.k3dNodes().get(0).name();
    String container = sandbox.k3dNodes().get(0).container().name();
    node =
        new K3sContainer(DockerImageName.parse(with.image()).asCompatibleSubstituteFor(STANDS_FOR));
    // The image is there: whoever made or pulled it knows from where.
    node.withImagePullPolicy(image -> false)
        .withNetworkMode(machines.network().name())
        .withLabels(machines.labels())
        .withCommand(command(settings, name))
        .withExposedPorts(K3sContainer.KUBE_SECURE_PORT)
        .withCreateContainerCmdModifier(create -> create.withName(container).withHostName(name))
        .waitingFor(
            Wait.forLogMessage(".*Node controller sync successful.*", 1).withStartupTimeout(LIMIT));
    files(settings, name, with.mirror())
        .forEach((place, text) -> node.withCopyToContainer(Transferable.of(text), place));
    // By itself it takes a port of every interface, and another one whenever it starts.
    node.setPortBindings(List.of(binding(sandbox.ports())));
    node.start();
  }

  /**
   * Testcontainers looks for an engine in more places than the guard has looked at.
   *
   * @param found by Testcontainers
   * @throws IllegalStateException when it is another one
   */
  static void requireSame(Engine engine, URI found) {
    if (!engine.host().equals(String.valueOf(found))) {
      throw new IllegalStateException(
          "Testcontainers would use the engine at "
              + found
              + " and not the lab's, "
              + engine.host()
              + "; take docker.host and docker.client.strategy out of"
              + " ~/.testcontainers.properties");
    }
  }

  /** What lab.yaml tells a server, and what Testcontainers does. */
  static String[] command(ClusterFile settings, String node) {
    List<String> words = new ArrayList<>(List.of("server"));
    words.addAll(settings.arguments(settings.filter(node)));
    words.add("--tls-san=127.0.0.1");
    return words.toArray(String[]::new);
  }

  /** What lies in the node before it starts, by places. */
  static Map<String, String> files(ClusterFile settings, String node, URI mirror) {
    Map<String, String> all = new TreeMap<>(settings.files(settings.filter(node)));
    all.put(REGISTRIES, ClusterFile.mirrors(mirror.toString()));
    return all;
  }

  static String binding(Ports ports) {
    return "127.0.0.1:" + ports.api() + ":" + K3sContainer.KUBE_SECURE_PORT;
  }

  @Override
  String kubeconfig() {
    return node.getKubeConfigYaml();
  }

  @Override
  String context() {
    return CONTEXT;
  }
}
