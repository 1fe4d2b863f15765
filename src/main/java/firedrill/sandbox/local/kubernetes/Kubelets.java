package firedrill.sandbox.local.kubernetes;

import firedrill.files.Attempts;
import firedrill.files.Trees;
import firedrill.sandbox.VolumeFigures;
import firedrill.sandbox.local.LocalNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kubelets of the cluster tell of themselves.
 *
 * @param agents of all nodes that have one by now
 */
record Kubelets(List<AgentUnit> agents) {

  private static final String LOGS = "logs";

  URI metrics(String node) {
    return agents.stream()
        .filter(unit -> unit.node().equals(node))
        .map(AgentUnit::metrics)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kubelet runs on " + node));
  }

  /** Copies what pods have written to their logs, node by node. */
  static List<Attempts.Attempt> logs(List<LocalNode> nodes, Path into) {
    return nodes.stream()
        .filter(n -> Files.isDirectory(LocalPlatform.kubelet(n).resolve(LOGS)))
        .map(
            n ->
                (Attempts.Attempt)
                    () ->
                        Trees.copy(
                            LocalPlatform.kubelet(n).resolve(LOGS),
                            into.resolve(n.name()).resolve("pods")))
        .toList();
  }

  /** Of the nodes that can be asked. */
  List<VolumeFigures> figures() {
    return agents.stream()
        .map(AgentUnit::figures)
        .flatMap(Optional::stream)
        .flatMap(List::stream)
        .toList();
  }
}
