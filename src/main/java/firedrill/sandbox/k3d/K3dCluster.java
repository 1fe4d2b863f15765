package firedrill.sandbox.k3d;

import firedrill.sandbox.Capability;
import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The three Raspberry Pis, made by the k3d command and not by a library. Testcontainers'
 * K3sContainer, by which {@link K3sCluster} is made, is one node; what it publishes of itself is at
 * other ports after each power cut; and it ends with its JVM. Here ports stay, there are several
 * nodes, and whoever keeps the lab finds a cluster that k3d knows.
 */
public final class K3dCluster extends Cluster {

  /** The command, in the catalogue of programs. */
  private static final String PROGRAM = "k3d";

  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Path file;
  private Making made;

  /**
   * @param file k3d's config, {@code k3d/lab.yaml}
   */
  public K3dCluster(Path file) {
    this.file = file;
  }

  @Override
  public String kind() {
    return K3dSandbox.KIND;
  }

  @Override
  Set<Capability> capabilities() {
    return K3dSandbox.CAPABILITIES;
  }

  @Override
  public Set<String> programs() {
    return Set.of(PROGRAM);
  }

  @Override
  Topology machines(Topology asked) {
    return asked;
  }

  @Override
  Map<String, String> containers(String cluster, Topology machines) {
    // A lab of hosts outside any cluster has none of its nodes.
    return machines.cluster().isEmpty()
        ? Map.of()
        : containers(ClusterFile.read(file), cluster, machines);
  }

  /**
   * The lab's names of k3d's nodes, for a topology that the config file is made for.
   *
   * @throws IllegalArgumentException when the cluster's nodes are others than the file's
   */
  static Map<String, String> containers(ClusterFile file, String cluster, Topology topology) {
    Map<String, String> byName = new TreeMap<>();
    file.nodes()
        .forEach((filter, node) -> byName.put(node, ClusterFile.container(cluster, filter)));
    List<String> wanted = topology.cluster().stream().map(n -> n.name()).sorted().toList();
    if (!wanted.equals(List.copyOf(byName.keySet()))) {
      throw new IllegalArgumentException(
          "k3d/lab.yaml makes the nodes " + byName.keySet() + ", and the lab wants " + wanted);
    }
    return byName;
  }

  /** A name, which k3d has the cluster's DNS know. */
  @Override
  String foundations(LabNetwork network) {
    return K3dPostgres.HOST;
  }

  @Override
  void make(Making with) {
    made = with;
    Machines machines = with.sandbox().machines();
    ClusterFile config =
        ClusterFile.read(file)
            .withName(machines.cluster())
            .withImage(with.image())
            .withNetwork(machines.network().name())
            .withApiPort(with.sandbox().ports().api())
            .withLabels(machines.labels())
            .withHost(machines.network().address(K3dPostgres.ADDRESS), K3dPostgres.HOST)
            .withMirror(with.mirror().toString());
    with.sandbox().outside().addresses().forEach((name, at) -> config.withHost(at, name));
    Path written = config.write(with.home().resolve("cluster.yaml"));
    run(
        List.of("cluster", "create", "--config", written.toString()),
        Map.of("K3D_IMAGE_TOOLS", with.small()));
  }

  @Override
  String kubeconfig() {
    return run(List.of("kubeconfig", "get", made.sandbox().cluster()), Map.of());
  }

  @Override
  String context() {
    return "k3d-" + made.sandbox().cluster();
  }

  /** With a home of the lab's k3d finds no kubeconfig to merge into. */
  private String run(List<String> words, Map<String, String> more) {
    List<String> command = new ArrayList<>(List.of(made.program().apply(PROGRAM).toString()));
    command.addAll(words);
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("HOME", made.home().toString());
    environment.put("KUBECONFIG", made.home().resolve("none").toString());
    Command.Result result = made.sandbox().machines().engine().program(command, environment, LIMIT);
    if (!result.ok()) {
      throw new IllegalStateException(
          "k3d " + words.get(0) + " " + words.get(1) + " failed: " + complaint(result.output()));
    }
    return result.out();
  }

  /** What k3d calls an error or fatal; all it said when it calls nothing so. */
  static String complaint(String said) {
    String plain = said.replaceAll("\u001b\\[[0-9;]*m", "");
    List<String> errors =
        plain.lines().filter(line -> line.startsWith("ERRO") || line.startsWith("FATA")).toList();
    return String.join("; ", errors.isEmpty() ? plain.lines().toList() : errors);
  }
}
