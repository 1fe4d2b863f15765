package firedrill.provider.local;

import firedrill.files.Trees;
import firedrill.sandbox.Node;
import firedrill.sandbox.local.LocalNode;
import firedrill.sandbox.local.LocalSandbox;
import firedrill.sandbox.local.agent.NodeAgent;
import firedrill.sandbox.local.kubernetes.LocalPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is done to a cluster's machines before another cluster is installed on them. */
final class Reinstallation {

  private Reinstallation() {}

  /**
   * Ends what was left of the old cluster, boots its machines and clears their disks, but for the
   * directories of volumes.
   *
   * @throws IllegalStateException when one of them runs
   */
  static void of(LocalSandbox sandbox, LocalPlatform old) {
    List<LocalNode> nodes = sandbox.localClusterNodes();
    List<String> running = nodes.stream().filter(Node::isRunning).map(Node::name).toList();
    if (!running.isEmpty()) {
      throw new IllegalStateException(
          "a cluster is installed anew on machines without power; cut that of " + running);
    }
    old.close();
    nodes.forEach(LocalNode::forgetUnits);
    sandbox.power().restore(nodes.toArray(Node[]::new));
    nodes.forEach(Reinstallation::clear);
  }

  private static void clear(LocalNode node) {
    Path kubelet = LocalPlatform.kubelet(node);
    Path volumes = NodeAgent.hostRoot(kubelet);
    try {
      for (Path entry : entries(node.disk())) {
        if (!entry.equals(kubelet)) {
          Trees.delete(entry);
        }
      }
      for (Path entry : entries(kubelet)) {
        if (!entry.equals(volumes)) {
          Trees.delete(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear the disk of " + node.name(), e);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      // Of the file system itself; the machine's repairs look for it.
      return all.filter(e -> !e.endsWith("lost+found")).toList();
    }
  }
}
