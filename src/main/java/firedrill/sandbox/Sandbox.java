package firedrill.sandbox;

import java.util.List;

/** What a lab runs in. Everything in it ends when it is closed, or when this process dies. */
public interface Sandbox extends AutoCloseable {

  /** {@code local} or {@code k3d}. */
  String kind();

  List<Node> nodes();

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

  @Override
  void close();
}
