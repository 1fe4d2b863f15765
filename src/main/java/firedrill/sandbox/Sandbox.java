package firedrill.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a lab runs in. Everything in it ends when it is closed, or when this process dies. */
public interface Sandbox extends AutoCloseable {

  /** What {@code -Dsandbox} calls it. */
  String kind();

  Set<Capability> capabilities();

  /** All machines, those outside the cluster too. */
  List<Node> nodes();

  /** The Kubernetes nodes. */
  default List<Node> clusterNodes() {
    return nodes().stream().filter(n -> n.spec().isInCluster()).toList();
  }

  /**
   * @throws IllegalArgumentException naming the nodes there are
   */
  default Node node(String name) {
    return nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no node " + name + " in " + nodes().stream().map(Node::name).toList()));
  }

  Power power();

  Network network();

  Disks disks();

  /**
   * Sets the time of day on a machine.
   *
   * @param ahead of the others; negative: behind them
   * @throws IllegalStateException where all machines share one clock
   */
  @Requires(Capability.OWN_CLOCKS)
  default void setClock(Node node, Duration ahead) {
    throw new IllegalStateException("the machines of sandbox " + kind() + " share one clock");
  }

  @Override
  void close();
}
