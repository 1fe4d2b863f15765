package firedrill.sandbox.k3d;

import firedrill.sandbox.Topology;
import firedrill.sandbox.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lab's cluster, made by the k3d command and not by a library (Testcontainers' K3sContainer is
 * one node, its ports are other ones after each power cut, and it ends with its JVM): ports stay,
 * there are several nodes, and whoever keeps the lab finds a cluster that k3d knows.
 *
 * @param program k3d
 * @param home a folder of the lab's, in the place of the user's home: k3d finds no kubeconfig to
 *     merge into
 */
record Cluster(Engine engine, Path program, Path home) {

  private static final Duration LIMIT = Duration.ofMinutes(6);

  /**
   * Makes it; returns when k3d has seen its nodes register.
   *
   * @param tools an image that k3d starts for a moment; nothing is run in it
   * @throws IllegalStateException with k3d's last words
   */
  void create(Path file, String tools) {
    run(
        List.of("cluster", "create", "--config", file.toString()),
        Map.of("K3D_IMAGE_TOOLS", tools));
  }

  /** Its kubeconfig, as a text; none is written. */
  String kubeconfig(String name) {
    return run(List.of("kubeconfig", "get", name), Map.of());
  }

  private String run(List<String> words, Map<String, String> more) {
    List<String> command = new java.util.ArrayList<>(List.of(program.toString()));
    command.addAll(words);
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("HOME", home.toString());
    environment.put("KUBECONFIG", home.resolve("none").toString());
    Command.Result result = engine.program(command, environment, LIMIT);
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
}
